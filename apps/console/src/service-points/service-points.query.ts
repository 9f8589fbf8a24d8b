/** Service points and kinds of service, as those who work in the hall see them. */
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { api } from '../shared/api.ts';

export const POINTS = 'service-points';
export const KINDS = 'service-kinds';
/** Tickets of this kind come of bookings: it has no points. */
export const VISIT = 'visit';

export function useServicePoints() {
  const query = useQuery({
    queryKey: [POINTS],
    queryFn: ({ signal }) => api.call('servicePointList', { query: {} }, { signal }),
    refetchInterval: 60_000,
    // a form that asks for a point must know the one that was opened a moment ago
    refetchOnMount: 'always',
  });
  return { query, items: computed(() => query.data.value?.items ?? []) };
}

export function useServiceKinds() {
  const query = useQuery({
    queryKey: [KINDS],
    queryFn: ({ signal }) => api.call('serviceKindList', {}, { signal }),
    staleTime: 60_000,
  });
  return { query, items: computed(() => query.data.value?.items ?? []) };
}
