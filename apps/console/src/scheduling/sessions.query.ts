/** Sessions of a day, and the slots of a session. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';

export interface SessionFilter {
  date: string;
  department_id?: string;
}

export function useSessions(filter: MaybeRefOrGetter<SessionFilter>) {
  return useQuery({
    queryKey: computed(() => ['sessions', toValue(filter)]),
    queryFn: ({ signal }) => api.call('sessionList', { query: toValue(filter) }, { signal }),
    refetchInterval: 30_000,
  });
}

export function useSlots(sessionId: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: computed(() => ['sessions', 'slots', toValue(sessionId)]),
    queryFn: ({ signal }) => api.call('sessionSlots', { params: { id: toValue(sessionId) } }, { signal }),
    refetchInterval: 15_000,
  });
}
