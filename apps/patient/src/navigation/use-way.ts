import type { MapFeatureShape, PublishedMapView, WayView } from '@menzhen/contract';
import { computed, ref, shallowRef } from 'vue';
import { middleOf, nameOfFeature, type Spot } from '../../../../ui/src/navigation/index.ts';
import { call, poll } from '../shared/client.ts';
import { locale } from '../shared/i18n.ts';
import { type Problem, problemFrom } from '../shared/problem.ts';
import { useResource } from '../shared/resource.ts';
import { findWay, type Goal } from './find-way.ts';
import { pointOf } from './kept-code.ts';

/** Where the person is, as the map knows it. */
export interface Here {
  feature_id: string;
  level_id: string;
  at: Spot;
  name: string;
}

const HABITS = 'menzhen.walking';
interface Habits {
  step_free: boolean;
  slow: boolean;
}

/** How somebody walks is kept on the phone: who needs a lift today needs it tomorrow. */
export const habits = ref<Habits>({ step_free: false, slow: false });
export function loadHabits(): void {
  habits.value = { ...habits.value, ...((uni.getStorageSync(HABITS) || {}) as Partial<Habits>) };
}
export function changeHabits(change: Partial<Habits>): void {
  habits.value = { ...habits.value, ...change };
  uni.setStorageSync(HABITS, habits.value);
}

function hereOf(map: PublishedMapView, id: string): Here | null {
  const feature = map.features.find((one) => one.id === id);
  const at = feature && middleOf(feature);
  return feature?.level_id && at
    ? { feature_id: id, level_id: feature.level_id, at, name: nameOfFeature(feature, locale.value) }
    : null;
}

/**
 * The map, where one is, where one goes, and the way between. The way is found on the phone, on the map as it was read
 * last: with and without a network it is the same, and a lift that is switched off changes it at the next reading.
 */
export function useWay() {
  const map_id = ref<string | null>(null);
  const maps = useResource(
    () => 'maps',
    () => poll('navigationMaps', {}),
  );
  const map = useResource(
    () => `map.${map_id.value}`,
    () => poll('navigationMap', { params: { id: map_id.value! } }),
  );
  const here_id = ref<string | null>(null);
  const goal = shallowRef<Goal | null>(null);
  /** Why a scanned code leads nowhere. */
  const refused = ref<Problem | null>(null);

  const closures = computed(() => map.data.value?.closures ?? []);
  const featureOf = (id: string): MapFeatureShape | undefined => map.data.value?.features.find((one) => one.id === id);
  const here = computed(() => (map.data.value && here_id.value ? hereOf(map.data.value, here_id.value) : null));
  const found = computed(() =>
    map.data.value && here_id.value && goal.value
      ? findWay(map.data.value, { from: here_id.value, goal: goal.value, ...habits.value }, locale.value)
      : null,
  );
  const way = computed<WayView | null>(() => (found.value && 'way' in found.value ? found.value.way : null));
  const barrier = computed(() => (found.value && 'barrier' in found.value ? found.value.barrier : null));

  /** What was kept is shown at once: in a basement the network may take its time. */
  async function readMap(): Promise<void> {
    if (!map_id.value) {
      maps.recall();
      if (maps.data.value) void maps.refresh();
      else await maps.refresh();
      map_id.value = maps.data.value?.items[0]?.id ?? null;
    }
    if (!map_id.value) return;
    map.recall();
    await map.refresh();
  }

  /** A scanned code says which map, and where on it; one that is on the kept map counts until the server has answered. */
  async function standAt(code: string): Promise<void> {
    refused.value = null;
    const point = pointOf(code);
    if (point) {
      map_id.value = point.map_id;
      map.recall();
      if (featureOf(point.qr_point_id)) here_id.value = point.qr_point_id;
    }
    try {
      const answer = await call('navigationHere', { query: { code } });
      map_id.value = answer.map_id;
      here_id.value = answer.qr_point_id;
    } catch (thrown) {
      const problem = problemFrom(thrown);
      if (!point || problem.code !== 'no_connection') {
        refused.value = problem;
        here_id.value = null;
        map_id.value = null;
      }
    }
    await readMap();
  }

  return { maps, map, here, here_id, goal, way, barrier, refused, closures, readMap, standAt };
}
