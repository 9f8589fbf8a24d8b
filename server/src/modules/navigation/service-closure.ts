/** What is out of order or closed: it counts at once, on the published map, whatever the draft says. */
import type { MapClosure, Static } from '@menzhen/contract';
import { nameOf } from '@menzhen/wayfinding';
import { found, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfMap } from './facts.ts';
import { isClosedAt } from './rules.ts';
import { draftOf, loadMap } from './service.ts';
import { publishedFeatures } from './service-publish.ts';
import * as store from './store-published.ts';
import type { ClosureRow, Feature, MapRow } from './tables.ts';

export type ClosureView = Static<typeof MapClosure>;

export const closureView = (row: ClosureRow, features: ReadonlyMap<string, Feature>): ClosureView => ({
  feature_id: row.feature_id,
  feature_name: nameOf(features.get(row.feature_id), 'zh'),
  reason: row.reason,
  closed_at: row.closed_at.toString(),
  until: row.until?.toString() ?? null,
});

/** What people walk on: the published version, or the draft while there is none. */
const featuresOf = (tx: Tx, map: MapRow): Promise<Feature[]> =>
  map.published_number === null ? draftOf(tx, map.id) : publishedFeatures(tx, map);

/** Closed now, the oldest first. */
export async function closuresOf(tx: Tx, map: MapRow, now: Temporal.Instant): Promise<ClosureView[]> {
  const rows = (await store.closuresOf(tx, map.id)).filter((row) => isClosedAt(row, now));
  if (rows.length === 0) return [];
  const features = new Map((await featuresOf(tx, map)).map((one) => [one.id, one]));
  return rows.map((row) => closureView(row, features));
}

export interface Closing {
  id: string;
  feature_id: string;
  reason: string;
  until: Temporal.Instant | null;
}

/** @throws Refusal input_invalid: `until` is past; not_found: no such feature; map_closed_already */
export async function closeFeature(tx: Tx, { id, until, ...given }: Closing, deed: Deed): Promise<ClosureView[]> {
  if (!isClosedAt({ until }, deed.at))
    throw new Refusal('input_invalid', {}, [{ field: 'until', message: '须晚于现在 / must be in the future' }]);
  const reason = given.reason.normalize('NFC').trim();
  if (!reason) throw new Refusal('input_invalid', {}, [{ field: 'reason', message: '必填 / is required' }]);
  const map = await loadMap(tx, id);
  const feature_id = given.feature_id.toLowerCase();
  found((await featuresOf(tx, map)).find((one) => one.id === feature_id));
  await store.endClosures(tx, { map_id: id, feature_id, at: deed.at, by: 'system:until' }, 'past');
  const row = { map_id: id, feature_id, reason, until, closed_at: deed.at, closed_by: deed.actor };
  if (!(await store.insertClosure(tx, row))) throw new Refusal('map_closed_already');
  await record(tx, factOfMap('map.closed', map, deed, { feature_id, reason, until: until?.toString() ?? null }));
  return closuresOf(tx, map, deed.at);
}

/** @throws Refusal not_found: it is not closed (any more) */
export async function reopenFeature(
  tx: Tx,
  ask: { id: string; feature_id: string },
  deed: Deed,
): Promise<ClosureView[]> {
  const map = await loadMap(tx, ask.id);
  const feature_id = ask.feature_id.toLowerCase();
  const ended = await store.endClosures(tx, { map_id: ask.id, feature_id, at: deed.at, by: deed.actor }, 'any');
  if (ended === 0) throw new Refusal('not_found');
  await record(tx, factOfMap('map.reopened', map, deed, { feature_id }));
  return closuresOf(tx, map, deed.at);
}
