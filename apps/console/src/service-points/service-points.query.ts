/** Service points as those who work in the hall see them. */
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { nameOf } from '../catalog/catalog.query.ts';
import { api } from '../shared/api.ts';

export const POINTS = 'service-points';

export function useServicePoints() {
  const query = useQuery({
    queryKey: [POINTS],
    queryFn: ({ signal }) => api.call('servicePointList', { query: {} }, { signal }),
    refetchInterval: 60_000,
  });
  const items = computed(() => query.data.value?.items ?? []);
  return { query, items, nameOf };
}
