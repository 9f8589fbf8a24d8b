/** Pools of a day's sessions, the recount, and extra places. */
import type { Answer } from '@menzhen/ui/client';
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { usePages } from '../shared/query.ts';

export type SessionPlaces = Answer<'poolBoard'>['items'][number];
export type ExtraPlace = Answer<'extraPlaceList'>['items'][number];
export interface DayFilter {
  date: string;
  department_id?: string;
}

export function usePoolBoard(filter: MaybeRefOrGetter<DayFilter>) {
  return useQuery({
    queryKey: computed(() => ['pools', toValue(filter)]),
    queryFn: ({ signal }) => api.call('poolBoard', { query: toValue(filter) }, { signal }),
    refetchInterval: 15_000,
  });
}

/** A recount reads all bookings of a month: asked for, and then every few minutes. */
export function usePoolCheck() {
  return useQuery({
    queryKey: ['pool-check'],
    queryFn: ({ signal }) => api.call('poolCheck', {}, { signal }),
    refetchInterval: 300_000,
    staleTime: 60_000,
  });
}

export function useExtraPlaces(filter: MaybeRefOrGetter<DayFilter>) {
  return usePages(
    computed(() => ['extra-places', toValue(filter)]),
    (cursor, signal) => {
      const { date, department_id } = toValue(filter);
      const query = {
        from: date,
        to: date,
        ...(department_id ? { department_id } : {}),
        ...(cursor ? { cursor } : {}),
      };
      return api.call('extraPlaceList', { query }, { signal });
    },
    { poll_ms: 30_000 },
  );
}

/** The doctor's own allowance in a session. */
export function useExtraAllowance(sessionId: MaybeRefOrGetter<string | null>) {
  return useQuery({
    queryKey: computed(() => ['extra-places', 'allowance', toValue(sessionId)]),
    queryFn: ({ signal }) =>
      api.call('extraPlaceList', { query: { session_id: toValue(sessionId)!, limit: 100 } }, { signal }),
    enabled: computed(() => toValue(sessionId) !== null),
  });
}
