/** The part of a floor that a canvas shows: moved, made larger, fitted. */
import type { Box, Spot } from '@menzhen/ui/navigation';
import { computed, ref } from 'vue';

const LEAST_PX = 1;
const MOST_PX = 200;

export function useView() {
  const size = ref({ width_px: 0, height_px: 0 });
  /** Pixels a metre. */
  const scale = ref(10);
  const corner = ref<Spot>([0, 0]);

  const box = computed<Box>(() => ({
    x: corner.value[0],
    y: corner.value[1],
    width: size.value.width_px / scale.value,
    height: size.value.height_px / scale.value,
  }));
  const toPx = ([x, y]: Spot): [number, number] => [
    (x - corner.value[0]) * scale.value,
    (y - corner.value[1]) * scale.value,
  ];
  const toSpot = ([x, y]: Spot): Spot => [corner.value[0] + x / scale.value, corner.value[1] + y / scale.value];

  function centre([x, y]: Spot) {
    corner.value = [x - box.value.width / 2, y - box.value.height / 2];
  }
  function fit(whole: Box) {
    if (size.value.width_px === 0) return;
    scale.value = Math.min(size.value.width_px / whole.width, size.value.height_px / whole.height);
    centre([whole.x + whole.width / 2, whole.y + whole.height / 2]);
  }
  /** Around a spot that stays where it is. */
  function zoom(factor: number, [x, y]: Spot) {
    const next = Math.min(MOST_PX, Math.max(LEAST_PX, scale.value * factor));
    const share = scale.value / next;
    corner.value = [x - (x - corner.value[0]) * share, y - (y - corner.value[1]) * share];
    scale.value = next;
  }
  function pan([dx, dy]: Spot) {
    corner.value = [corner.value[0] - dx / scale.value, corner.value[1] - dy / scale.value];
  }
  function keepIn(at: Spot) {
    const { x, y, width, height } = box.value;
    if (at[0] < x || at[0] > x + width || at[1] < y || at[1] > y + height) centre(at);
  }
  const zoomMiddle = (factor: number) =>
    zoom(factor, [box.value.x + box.value.width / 2, box.value.y + box.value.height / 2]);
  return { size, scale, box, toPx, toSpot, centre, fit, zoom, zoomMiddle, pan, keepIn };
}
