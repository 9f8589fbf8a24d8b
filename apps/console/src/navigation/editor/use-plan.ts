/** The plan picture under a floor: read once, shown where the floor's properties put it. */
import type { Box } from '@menzhen/ui/navigation';
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { api } from '../../shared/api.ts';
import type { Feature } from './edits.ts';

export const OPACITY = 0.45;

export function usePlan(level: () => Feature | undefined, map_id: () => string) {
  const placed = computed(() => level()?.properties.plan ?? null);
  const picture_id = computed(() => placed.value?.picture_id ?? '');
  const picture = useQuery({
    queryKey: computed(() => ['map-plan', map_id(), picture_id.value]),
    enabled: computed(() => picture_id.value !== ''),
    queryFn: ({ signal }) =>
      api.call('mapPlan', { params: { id: map_id(), picture_id: picture_id.value } }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const plan = computed(() => {
    const [at, data] = [placed.value, picture.data.value];
    if (!at || !data) return undefined;
    const box: Box = {
      x: at.x,
      y: at.y,
      width: data.width_px * at.metres_per_pixel,
      height: data.height_px * at.metres_per_pixel,
    };
    return { href: `data:${data.media_type};base64,${data.content_base64}`, box, opacity: OPACITY };
  });
  return { plan, picture };
}
