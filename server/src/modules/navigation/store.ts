/** SQL of maps and their drafts. */
import { first, newId, sql, type Tx } from '../../kernel/index.ts';
import type { Feature, FeatureStone, MapFields, MapRow } from './tables.ts';

const columns = sql`id, campus_id, name, name_en, longitude, latitude, bearing_degrees, pace, slow_pace, version, revision,
  checked_revision, published_number, published_revision, published_at`;

export async function listMaps(tx: Tx): Promise<MapRow[]> {
  return (await sql<MapRow>`select ${columns} from hospital_map order by added_at, id`.execute(tx)).rows;
}

export async function loadMap(tx: Tx, id: string): Promise<MapRow | undefined> {
  return first(await sql<MapRow>`select ${columns} from hospital_map where id = ${id}`.execute(tx));
}

/** Holds the map until the commit: every change of its draft begins here. */
export async function holdMap(tx: Tx, id: string): Promise<MapRow | undefined> {
  return first(await sql<MapRow>`select ${columns} from hospital_map where id = ${id} for update`.execute(tx));
}

/** Undefined: the campus has a map. */
export async function insertMap(tx: Tx, fields: MapFields, added_at: Temporal.Instant): Promise<MapRow | undefined> {
  const entries = Object.entries(fields);
  const names = sql.join(entries.map(([name]) => sql.ref(name)));
  const values = sql.join(entries.map(([, value]) => sql`${value}`));
  const made = await sql<MapRow>`
    insert into hospital_map (id, added_at, ${names}) values (${newId()}, ${added_at}, ${values})
    on conflict (campus_id) do nothing returning ${columns}
  `.execute(tx);
  return first(made);
}

export async function updateMap(tx: Tx, id: string, change: Partial<MapRow>): Promise<MapRow> {
  const sets = Object.entries(change).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  return first(
    await sql<MapRow>`update hospital_map set ${sql.join(sets)} where id = ${id} returning ${columns}`.execute(tx),
  )!;
}

/** The draft, in the order its features were first put. */
export async function draftOf(tx: Tx, map_id: string): Promise<Feature[]> {
  const { rows } = await sql<Feature>`
    select id, type, level_id, geometry, properties from map_feature where map_id = ${map_id} and not removed order by position
  `.execute(tx);
  return rows;
}

export async function countOfDraft(tx: Tx, map_id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from map_feature where map_id = ${map_id} and not removed
  `.execute(tx);
  return rows[0]!.count;
}

export async function stonesOf(tx: Tx, map_id: string, ids: readonly string[]): Promise<FeatureStone[]> {
  const { rows } = await sql<FeatureStone>`
    select id, revision, removed from map_feature where map_id = ${map_id} and id = any(${ids}::uuid[])
  `.execute(tx);
  return rows;
}

export async function putFeatures(
  tx: Tx,
  map_id: string,
  features: readonly Feature[],
  revision: number,
): Promise<void> {
  if (features.length === 0) return;
  await sql`
    insert into map_feature (map_id, id, type, level_id, geometry, properties, revision)
    select ${map_id}, id, type, level_id, nullif(geometry, 'null'::jsonb), properties, ${revision}
    from jsonb_to_recordset(${JSON.stringify(features)}::jsonb)
      as f(id uuid, type text, level_id uuid, geometry jsonb, properties jsonb)
    on conflict (map_id, id) do update set type = excluded.type, level_id = excluded.level_id, geometry = excluded.geometry,
      properties = excluded.properties, revision = excluded.revision, removed = false
  `.execute(tx);
}

export async function removeFeatures(
  tx: Tx,
  map_id: string,
  ids: readonly string[],
  revision: number,
): Promise<number> {
  const done = await sql`
    update map_feature set removed = true, revision = ${revision}
    where map_id = ${map_id} and id = any(${ids}::uuid[]) and not removed
  `.execute(tx);
  return Number(done.numAffectedRows ?? 0n);
}

/** The whole draft becomes these features. */
export async function replaceDraft(
  tx: Tx,
  map_id: string,
  features: readonly Feature[],
  revision: number,
): Promise<void> {
  await sql`update map_feature set removed = true, revision = ${revision} where map_id = ${map_id} and not removed`.execute(
    tx,
  );
  await putFeatures(tx, map_id, features, revision);
}
