/** Alerts of talks: kept by the live line, asked for now and then in case the line is down. */
import type { PreconsultAlertsNews } from '@menzhen/contract';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { api } from '../shared/api.ts';
import { roundOf, useReach } from '../shared/kept-fresh.ts';
import { useLive } from '../shared/live.ts';

export const ALERTS = 'preconsult-alerts';

export function useAlerts(state: Ref<'waiting' | 'closed'>) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: computed(() => [ALERTS, state.value]),
    queryFn: ({ signal }) => api.call('preconsultAlerts', { query: { state: state.value } }, { signal }),
    refetchInterval: roundOf,
  });
  // the line tells in codes that something changed; the list comes in the reader's language
  useLive<PreconsultAlertsNews>('preconsult_alerts', () => void queries.invalidateQueries({ queryKey: [ALERTS] }));
  return { query, ...useReach(query) };
}
