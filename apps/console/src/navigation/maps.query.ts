/** The hospital's maps, and which one this page is about. */
import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, ref, toValue } from 'vue';
import { api } from '../shared/api.ts';

export function useMaps() {
  const query = useQuery({
    queryKey: ['maps'],
    queryFn: ({ signal }) => api.call('mapList', {}, { signal }),
  });
  const items = computed(() => query.data.value?.items ?? []);
  const wanted = ref<string | null>(null);
  const map = computed(() => items.value.find((one) => one.id === wanted.value) ?? items.value[0] ?? null);
  return { query, items, wanted, map };
}

export function usePlaces(map_id: MaybeRefOrGetter<string>) {
  const query = useQuery({
    queryKey: computed(() => ['map-places', toValue(map_id)]),
    queryFn: ({ signal }) => api.call('mapPlaces', { params: { id: toValue(map_id) } }, { signal }),
  });
  return computed(() => query.data.value?.items ?? []);
}
