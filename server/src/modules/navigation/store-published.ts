/** SQL of what patients see: published versions, closures, and the plan pictures editors draw over. */
import { first, newId, sql, type Tx } from '../../kernel/index.ts';
import type { ClosureRow, Feature, MapRow, PlanRow, PublicationRow } from './tables.ts';

export async function insertPublication(
  tx: Tx,
  { features, ...row }: Omit<PublicationRow, 'feature_count'> & { features: readonly Feature[] },
): Promise<void> {
  await sql`
    insert into map_publication (map_id, number, features, feature_count, published_at, published_by)
    values (${row.map_id}, ${row.number}, ${JSON.stringify(features)}::jsonb, ${features.length}, ${row.published_at}, ${row.published_by})
  `.execute(tx);
}

export async function publicationsOf(tx: Tx, map_id: string): Promise<PublicationRow[]> {
  const { rows } = await sql<PublicationRow>`
    select map_id, number, feature_count, published_at, published_by from map_publication where map_id = ${map_id} order by number desc
  `.execute(tx);
  return rows;
}

export async function featuresOfPublication(tx: Tx, map_id: string, number: number): Promise<Feature[] | undefined> {
  const { rows } = await sql<{ features: Feature[] }>`
    select features from map_publication where map_id = ${map_id} and number = ${number}
  `.execute(tx);
  return rows[0]?.features;
}

/** A feature as it was published last, whether it is still there or not. */
export async function everPublished(tx: Tx, map_id: string, id: string): Promise<Feature | undefined> {
  const found = await sql<{ feature: Feature }>`
    select feature from map_publication p, jsonb_array_elements(p.features) as feature
    where p.map_id = ${map_id} and feature->>'id' = ${id} order by p.number desc limit 1
  `.execute(tx);
  return first(found)?.feature;
}

/** What is published of every map and what is marked as closed, small enough to be asked for with every question. */
export interface Standing
  extends Pick<MapRow, 'id' | 'campus_id' | 'name' | 'name_en' | 'pace' | 'slow_pace' | 'version'> {
  number: number;
  published_at: Temporal.Instant;
  closures: ClosureRow[];
}
export async function standing(tx: Tx): Promise<Standing[]> {
  const { rows } = await sql<Omit<Standing, 'closures'>>`
    select id, campus_id, name, name_en, pace, slow_pace, version, published_number as number, published_at
    from hospital_map where published_number is not null order by added_at, id
  `.execute(tx);
  const closed = await sql<ClosureRow & { map_id: string }>`
    select map_id, feature_id, reason, closed_at, until from map_closure where reopened_at is null order by closed_at, id
  `.execute(tx);
  const ofMap = Map.groupBy(closed.rows, ({ map_id }) => map_id);
  return rows.map((row) => ({ ...row, closures: ofMap.get(row.id) ?? [] }));
}

/** Marked as closed and not reopened; those whose time is over are still among them. */
export async function closuresOf(tx: Tx, map_id: string): Promise<ClosureRow[]> {
  const { rows } = await sql<ClosureRow>`
    select feature_id, reason, closed_at, until from map_closure where map_id = ${map_id} and reopened_at is null order by closed_at, id
  `.execute(tx);
  return rows;
}

/** Undefined: it is closed already. */
export async function insertClosure(
  tx: Tx,
  row: ClosureRow & { map_id: string; closed_by: string },
): Promise<{ id: string } | undefined> {
  return first(
    await sql<{ id: string }>`
      insert into map_closure (id, map_id, feature_id, reason, closed_at, closed_by, until)
      values (${newId()}, ${row.map_id}, ${row.feature_id}, ${row.reason}, ${row.closed_at}, ${row.closed_by}, ${row.until})
      on conflict (map_id, feature_id) where reopened_at is null do nothing returning id
    `.execute(tx),
  );
}

/** Writes down that closures are over: one by hand, or all whose time is past. */
export async function endClosures(
  tx: Tx,
  { map_id, feature_id, at, by }: { map_id: string; feature_id: string; at: Temporal.Instant; by: string },
  only: 'past' | 'any',
): Promise<number> {
  const done = await sql`
    update map_closure set reopened_at = least(until, ${at}), reopened_by = ${by}
    where map_id = ${map_id} and feature_id = ${feature_id} and reopened_at is null and (${only === 'any'} or until <= ${at})
  `.execute(tx);
  return Number(done.numAffectedRows ?? 0n);
}

export async function insertPlan(
  tx: Tx,
  map_id: string,
  plan: Omit<PlanRow, 'id'>,
  added_at: Temporal.Instant,
): Promise<string> {
  const id = newId();
  await sql`
    insert into map_plan (id, map_id, media_type, width_px, height_px, picture, added_at)
    values (${id}, ${map_id}, ${plan.media_type}, ${plan.width_px}, ${plan.height_px}, ${plan.picture}, ${added_at})
  `.execute(tx);
  return id;
}

export async function loadPlan(tx: Tx, map_id: string, id: string): Promise<PlanRow | undefined> {
  return first(
    await sql<PlanRow>`
      select id, media_type, width_px, height_px, picture from map_plan where map_id = ${map_id} and id = ${id}
    `.execute(tx),
  );
}
