/** The lines of the hall: kept by the live line, asked for now and then in case the line is down. */
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api } from '../shared/api.ts';
import { roundOf, useReach } from '../shared/kept-fresh.ts';
import { useLive } from '../shared/live.ts';

export const LINES = 'lines';

/** `department_id` null: all that the person may see. */
export function useLines(department_id: MaybeRefOrGetter<string | null>) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: computed(() => [LINES, toValue(department_id)]),
    queryFn: ({ signal }) =>
      api.call('queueLines', { query: { department_id: toValue(department_id) ?? undefined } }, { signal }),
    refetchInterval: roundOf,
  });
  useLive('queue', () => void queries.invalidateQueries({ queryKey: [LINES] }));
  return { query, ...useReach(query) };
}
