/** Closures, their patients, and what a patient may choose. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';

const LOOK_EVERY_MS = 10_000;

export function useClosures(scope: MaybeRefOrGetter<'open' | 'past'>) {
  return useQuery({
    queryKey: computed(() => ['closures', toValue(scope)]),
    queryFn: ({ signal }) => api.call('closureList', { query: { scope: toValue(scope) } }, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useClosure(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['closures', 'one', toValue(id)]),
    queryFn: ({ signal }) => api.call('closureShow', { params: { id: toValue(id) } }, { signal }),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useCases(closure_id: MaybeRefOrGetter<string>, open: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: computed(() => ['closures', 'cases', toValue(closure_id), toValue(open)]),
    queryFn: ({ signal }) =>
      api.call(
        'closureCaseList',
        { params: { id: toValue(closure_id) }, query: toValue(open) ? { state: 'choosing' } : {} },
        { signal },
      ),
    refetchInterval: LOOK_EVERY_MS,
  });
}

export function useCase(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['closures', 'case', toValue(id)]),
    queryFn: ({ signal }) => api.call('deskCaseShow', { params: { id: toValue(id) } }, { signal }),
  });
}

/** Sessions that still stand on days the calendar calls holidays; nothing when there are none, or for one department's staff. */
export function useHolidaySessions() {
  return useQuery({
    queryKey: ['closures', 'holidays'],
    queryFn: ({ signal }) =>
      api
        .call('closurePreview', { body: { kind: 'closure', scope: { grain: 'calendar' } } }, { signal })
        .catch(() => null),
    refetchInterval: 60_000,
  });
}
