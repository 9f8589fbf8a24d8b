import type { MapsNews, PublishedMapView } from '@menzhen/contract';
import { toRaw } from 'vue';
import { isLineUp, watchLive } from '../shared/live.ts';
import { onComeback } from '../shared/network.ts';
import type { Resource } from '../shared/resource.ts';
import { isTold } from './way-change.ts';

const poll_ms = 20_000;
/** With the line up the map is still asked for now and then: a closure ends by the clock, and a desk moves to another room, without news. */
const EVERY_WITH_LINE = 3;

/**
 * Keeps an open map true: what is closed comes by the live line and counts at once, without asking for the map again. A slow
 * poll, some bytes while nothing changed, stands in for a line that is silent.
 */
export function useMapNews(map: Resource<PublishedMapView>, readMap: () => Promise<void>) {
  let stopLive: (() => void) | null = null;
  let stopComeback: (() => void) | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  let turn = 0;

  function hear(state: unknown): void {
    const now = map.data.value;
    const news = (state as MapsNews).maps.find(({ id }) => id === now?.id);
    if (now && news && isTold(now, news)) return;
    const drawn_the_same = now && news?.number === now.number;
    if (drawn_the_same) map.set({ ...news!, features: toRaw(now.features) });
    // an answer under way may be older than the news
    if (!drawn_the_same || map.loading.value) readMap();
  }

  function poll(): void {
    turn += 1;
    if (!isLineUp() || turn % EVERY_WITH_LINE === 0) readMap();
  }

  function stop(): void {
    stopLive?.();
    stopComeback?.();
    stopLive = stopComeback = null;
    clearInterval(timer);
  }

  function start(): void {
    stop();
    stopLive = watchLive('maps', hear);
    // the line may have outlived a short gap in which nothing could be read
    stopComeback = onComeback(readMap);
    timer = setInterval(poll, poll_ms);
  }

  return { start, stop };
}
