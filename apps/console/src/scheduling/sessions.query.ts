/** Sessions of a day, and the slots of a session. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';

/** Through which channel, and as whom, places are looked at: what is kept for others is not left. */
export interface Through {
  channel?: 'counter' | 'phone';
  reserve?: 'senior' | 'return_visit' | 'referral';
}
export interface SessionFilter extends Through {
  date?: string;
  from?: string;
  to?: string;
  department_id?: string;
  doctor_id?: string;
}

export function useSessions(filter: MaybeRefOrGetter<SessionFilter>) {
  return useQuery({
    queryKey: computed(() => ['sessions', toValue(filter)]),
    queryFn: ({ signal }) => api.call('sessionList', { query: toValue(filter) }, { signal }),
    refetchInterval: 30_000,
  });
}

export function useSlots(
  sessionId: MaybeRefOrGetter<string>,
  through: MaybeRefOrGetter<Through> = {},
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: computed(() => ['sessions', 'slots', toValue(sessionId), toValue(through)]),
    enabled: computed(() => toValue(enabled)),
    queryFn: ({ signal }) =>
      api.call('sessionSlots', { params: { id: toValue(sessionId) }, query: toValue(through) }, { signal }),
    refetchInterval: 15_000,
  });
}
