/** The hospital itself, and its clock: every "today" and "now" on a screen is the hospital's, not the computer's. */
import { hospitalTime } from '@menzhen/ui/format';
import { useQuery } from '@tanstack/vue-query';
import { computed, onScopeDispose, ref } from 'vue';
import { api } from '../shared/api.ts';
import { preferences } from '../shared/preferences.ts';

const TICK_MS = 5_000;

export function useHospital() {
  const query = useQuery({
    queryKey: ['hospital'],
    // How far the hospital's clock is from this computer's: the demo hospital's can be moved.
    queryFn: async ({ signal }) => {
      const hospital = await api.call('hospital', {}, { signal });
      return { ...hospital, ahead_ms: Date.parse(hospital.now) - Date.now() };
    },
    refetchInterval: 60_000,
  });
  const tick = ref(Date.now());
  const timer = setInterval(() => {
    tick.value = Date.now();
  }, TICK_MS);
  onScopeDispose(() => clearInterval(timer));

  const now_ms = computed(() => Math.max(tick.value, query.dataUpdatedAt.value) + (query.data.value?.ahead_ms ?? 0));
  return {
    hospital: query.data,
    name: computed(() => {
      const found = query.data.value;
      return preferences.locale === 'en' ? (found?.name_en ?? '') : (found?.name ?? '');
    }),
    /** The hospital's clock, epoch ms. */
    now_ms,
    now: computed(() => hospitalTime(now_ms.value).time),
    today: computed(() => hospitalTime(now_ms.value).day),
  };
}
