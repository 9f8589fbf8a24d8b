import type { MapNews, PublishedMapView, WayView } from '@menzhen/contract';

/** What a walker has to be told when the map changes under way. */
export interface WayChange {
  /** Closed since, by feature, each with the hospital's reason. */
  closed: { feature_id: string; reason: string }[];
  /** Features that are open again. */
  reopened: string[];
  /** What became of the way that was shown; none: there was none, or none is left. */
  way: 'other' | 'same' | 'none';
}

interface Shown {
  map: PublishedMapView | null;
  way: WayView | null;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether the map that is shown says all that the news say; the news have no features. */
export const isTold = (map: PublishedMapView, news: MapNews): boolean =>
  (Object.keys(news) as (keyof MapNews)[]).every((key) => same(map[key], news[key]));

function wayAfter(before: WayView | null, after: WayView | null): WayChange['way'] {
  if (!before || !after) return 'none';
  return same(before.steps, after.steps) ? 'same' : 'other';
}

/** null: the same is closed as before and the way is the same, or another map is shown. */
export function changeOf(before: Shown, after: Shown): WayChange | null {
  if (!before.map || !after.map || before.map.id !== after.map.id) return null;
  const [was, is] = [before.map.closures, after.map.closures];
  const among = (list: typeof was, id: string) => list.some((one) => one.feature_id === id);
  const closed = is.filter((one) => !among(was, one.feature_id));
  const reopened = was.filter((one) => !among(is, one.feature_id)).map((one) => one.feature_id);
  const way = wayAfter(before.way, after.way);
  if (closed.length + reopened.length === 0 && way !== 'other') return null;
  return { closed: closed.map(({ feature_id, reason }) => ({ feature_id, reason })), reopened, way };
}
