/** The catalog as lists and as choices for forms. */
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { api } from '../shared/api.ts';
import { preferences } from '../shared/preferences.ts';

const MINUTE_MS = 60_000;

/** A thing's name in the language being read. */
export function nameOf(thing: { name: string; name_en?: string }): string {
  return preferences.locale === 'en' && thing.name_en ? thing.name_en : thing.name;
}

export function useDepartments() {
  const query = useQuery({
    queryKey: ['departments'],
    queryFn: ({ signal }) => api.call('departmentList', {}, { signal }),
    staleTime: MINUTE_MS,
  });
  const items = computed(() => query.data.value?.items ?? []);
  const parents = computed(() => new Set(items.value.map((department) => department.parent_id)));
  return {
    query,
    items,
    byId: computed(() => new Map(items.value.map((department) => [department.id, department]))),
    /** Departments that see patients: those without a department below them. */
    leaves: computed(() => items.value.filter((one) => one.state === 'active' && !parents.value.has(one.id))),
    options: computed(() => items.value.map((one) => ({ value: one.id, label: nameOf(one) }))),
    leafOptions: computed(() =>
      items.value
        .filter((one) => one.state === 'active' && !parents.value.has(one.id))
        .map((one) => ({ value: one.id, label: nameOf(one) })),
    ),
  };
}

export function useDoctors() {
  const query = useQuery({
    queryKey: ['doctors'],
    queryFn: ({ signal }) => api.call('doctorList', { query: {} }, { signal }),
    staleTime: MINUTE_MS,
  });
  const items = computed(() => query.data.value?.items ?? []);
  return {
    query,
    items,
    options: computed(() => items.value.map((one) => ({ value: one.id, label: nameOf(one) }))),
  };
}

export function useRooms() {
  const query = useQuery({
    queryKey: ['rooms'],
    queryFn: ({ signal }) => api.call('roomList', {}, { signal }),
    staleTime: MINUTE_MS,
  });
  const items = computed(() => query.data.value?.items ?? []);
  return { query, items, options: computed(() => items.value.map((one) => ({ value: one.id, label: one.name }))) };
}

export function useVisitTypes() {
  const query = useQuery({
    queryKey: ['visit-types'],
    queryFn: ({ signal }) => api.call('visitTypeList', {}, { signal }),
    staleTime: MINUTE_MS,
  });
  const items = computed(() => query.data.value?.items ?? []);
  return {
    query,
    items,
    options: computed(() => items.value.map((one) => ({ value: one.id, label: nameOf(one) }))),
  };
}
