/** All boards with their last signs, and which version of the board's page this server gives out. */
import type { Answer } from '@menzhen/ui/client';
import { useQuery } from '@tanstack/vue-query';
import { api } from '../shared/api.ts';

export type Board = Answer<'boardList'>['items'][number];

export const useBoards = () =>
  useQuery({
    queryKey: ['boards'],
    queryFn: ({ signal }) => api.call('boardList', {}, { signal }),
    refetchInterval: 5_000,
  });

/** Read from the board's own page; null while that is not known. */
export function useServedVersion() {
  return useQuery({
    queryKey: ['board-version'],
    queryFn: async ({ signal }) => {
      const page = await (await fetch('/board/', { signal, cache: 'no-store' })).text();
      return /assets\/index-([\w-]+)\.js/.exec(page)?.[1] ?? null;
    },
    refetchInterval: 60_000,
  });
}
