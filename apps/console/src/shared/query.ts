/** How lists are read and kept: old data stays while new data comes, and through a lost network. */
import { QueryClient, useInfiniteQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, type Ref, toValue } from 'vue';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The client itself tries a lost connection again; a refusal is an answer.
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: true,
    },
  },
});

/** What a screen needs of a query to show its loading, error, offline and empty states. */
export interface Shown<T> {
  data: Ref<T | undefined>;
  error: Ref<unknown>;
  dataUpdatedAt: Ref<number>;
  refetch: () => unknown;
}

interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
}

/** A cursor-paged list as one growing list. */
export function usePages<T>(
  key: MaybeRefOrGetter<readonly unknown[]>,
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
  options: { poll_ms?: number; enabled?: MaybeRefOrGetter<boolean> } = {},
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageOf<T>) => last.next_cursor ?? undefined,
    refetchInterval: options.poll_ms,
    enabled: computed(() => toValue(options.enabled) ?? true),
  });
  const data = computed(() => query.data.value?.pages.flatMap((page) => page.items));
  return {
    data: data as Ref<T[] | undefined>,
    error: query.error as Ref<unknown>,
    dataUpdatedAt: query.dataUpdatedAt,
    refetch: query.refetch,
    more: query.hasNextPage,
    fetchMore: () => query.fetchNextPage(),
    fetchingMore: query.isFetchingNextPage,
  };
}
