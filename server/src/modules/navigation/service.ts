/** Maps and their drafts. Each use case runs in the caller's transaction, holds the map's row, and records its fact. */
import type { HospitalMapView } from '@menzhen/contract';
import { found, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfMap } from './facts.ts';
import { changedSince, isRightShape, MOST_FEATURES, shapeWords, stateOf, tidied } from './rules.ts';
import * as store from './store.ts';
import type { Feature, MapFields, MapRow } from './tables.ts';

type AnchorFields = Pick<MapRow, 'longitude' | 'latitude' | 'bearing_degrees'>;
export type GivenMap = Omit<MapFields, keyof AnchorFields> & { anchor: AnchorFields };

export function mapView(map: MapRow): HospitalMapView {
  const { longitude, latitude, bearing_degrees } = map;
  const { id, campus_id, name, name_en, pace, slow_pace, version, revision, published_number } = map;
  return {
    id,
    campus_id,
    name,
    name_en,
    anchor: { longitude, latitude, bearing_degrees },
    pace,
    slow_pace,
    version,
    state: stateOf(map),
    revision,
    published_number,
    published_at: map.published_at?.toString() ?? null,
  };
}

const invalid = (field: string, message: string) => new Refusal('input_invalid', {}, [{ field, message }]);

function fieldsOf({ anchor, ...rest }: Partial<GivenMap>): Partial<MapFields> {
  const fields: Partial<MapFields> = { ...rest, ...anchor };
  for (const name of ['name', 'name_en'] as const) {
    if (fields[name] === undefined) continue;
    fields[name] = fields[name].normalize('NFC').trim();
    if (fields[name] === '') throw invalid(name, '必填 / is required');
  }
  return fields;
}

/** @throws Refusal map_exists: the campus has one */
export async function addMap(tx: Tx, given: GivenMap, deed: Deed): Promise<MapRow> {
  const map = await store.insertMap(tx, fieldsOf(given) as MapFields, deed.at);
  if (!map) throw new Refusal('map_exists');
  await record(tx, factOfMap('map.added', map, deed, { name: map.name }));
  return map;
}

export async function changeMap(
  tx: Tx,
  { id, version, ...given }: Partial<GivenMap> & { id: string; version: number },
  deed: Deed,
): Promise<MapRow> {
  const before = found(await store.holdMap(tx, id));
  if (before.version !== version) throw new Refusal('version_conflict');
  const fields = fieldsOf(given);
  if (fields.campus_id && fields.campus_id !== before.campus_id) await keepCampusFree(tx, fields.campus_id);
  const map = await store.updateMap(tx, id, { ...fields, version: version + 1 });
  await record(tx, factOfMap('map.changed', map, deed, { name: map.name }));
  return map;
}

async function keepCampusFree(tx: Tx, campus_id: string): Promise<void> {
  if ((await store.listMaps(tx)).some((map) => map.campus_id === campus_id)) throw new Refusal('map_exists');
}

export interface Edit {
  id: string;
  /** The draft's revision the editor has seen. */
  revision: number;
  put: readonly Feature[];
  remove: readonly string[];
}

function keepShapesRight(put: readonly Feature[]): void {
  const faults = put
    .map((feature, n) => ({ feature, field: `put.${n}.geometry` }))
    .filter(({ feature }) => !isRightShape(feature))
    .map(({ feature, field }) => ({ field, message: `${feature.type}: ${shapeWords(feature.type)}` }));
  if (faults.length > 0) throw new Refusal('input_invalid', {}, faults.slice(0, 20));
}

/**
 * Puts and removes features. Two editors of different floors do not meet: only who touches what somebody else has changed since
 * is refused.
 * @throws Refusal version_conflict, map_too_large, input_invalid naming each feature of a wrong shape
 */
export async function editDraft(tx: Tx, { id, revision: seen, put, remove }: Edit, deed: Deed): Promise<MapRow> {
  const map = found(await store.holdMap(tx, id));
  keepShapesRight(put);
  const features = [...new Map(put.map((one) => tidied(one)).map((one) => [one.id, one])).values()];
  const touched = [...features.map((one) => one.id), ...remove.map((one) => one.toLowerCase())];
  if (seen > map.revision || changedSince(await store.stonesOf(tx, id, touched), seen).length > 0)
    throw new Refusal('version_conflict');
  const revision = map.revision + 1;
  const removed = await store.removeFeatures(tx, id, remove, revision);
  await store.putFeatures(tx, id, features, revision);
  if ((await store.countOfDraft(tx, id)) > MOST_FEATURES) throw new Refusal('map_too_large', { limit: MOST_FEATURES });
  const after = await store.updateMap(tx, id, { revision });
  await record(tx, factOfMap('map.edited', after, deed, { put: features.length, removed }));
  return after;
}

/** The map, held, if its draft is still what was seen. */
export async function holdSeen(tx: Tx, id: string, seen: number): Promise<MapRow> {
  const map = found(await store.holdMap(tx, id));
  if (map.revision !== seen) throw new Refusal('version_conflict');
  return map;
}

export const { listMaps, draftOf, replaceDraft, updateMap } = store;
export const loadMap = async (tx: Tx, id: string): Promise<MapRow> => found(await store.loadMap(tx, id));
