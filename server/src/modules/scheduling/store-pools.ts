/** SQL of partitions. Whoever changes one has locked its session first: takers and givers of places wait there. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { PoolStanding, PoolTerms } from './pool-rows.ts';
import type { SlotPlaces } from './pools.ts';

export async function poolsOf(tx: Tx, session_ids: string[]): Promise<PoolStanding[]> {
  if (session_ids.length === 0) return [];
  const { rows } = await sql<PoolStanding>`
    select session_id, pool, floor, ceiling, used, recycles_at, recycled_at from session_pool
    where session_id = any(${session_ids}::uuid[]) order by session_id, pool
  `.execute(tx);
  return rows;
}

export interface SlotStanding extends SlotPlaces {
  id: string;
  session_id: string;
  starts_at: Temporal.Instant;
}
/** Slots of sessions with whether places of them may be taken at `now`, in the order of time. */
export async function slotsOf(tx: Tx, session_ids: string[], now: Temporal.Instant): Promise<SlotStanding[]> {
  if (session_ids.length === 0) return [];
  const { rows } = await sql<SlotStanding>`
    select t.id, t.session_id, t.starts_at, t.capacity, t.booked, t.aside, (t.state = 'open' and s.state = 'open' and t.ends_at > ${now}) as takeable
    from slot t join session s on s.id = t.session_id where t.session_id = any(${session_ids}::uuid[]) order by t.starts_at, t.id
  `.execute(tx);
  return rows;
}

/** Stops everybody who takes, gives back or keeps places of the session; false when there is no such session. */
export async function lockSession(tx: Tx, session_id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from session where id = ${session_id} for no key update`.execute(tx);
  return rows.length > 0;
}

export interface NewPool extends PoolTerms {
  used: number;
  recycled_at: Temporal.Instant | null;
}
/** These partitions and no others. */
export async function setPools(tx: Tx, session_id: string, pools: readonly NewPool[]): Promise<void> {
  await sql`delete from session_pool where session_id = ${session_id}`.execute(tx);
  if (pools.length === 0) return;
  const rows = pools.map((one) => ({
    ...one,
    recycles_at: one.recycles_at?.toString() ?? null,
    recycled_at: one.recycled_at?.toString() ?? null,
  }));
  await sql`
    insert into session_pool (session_id, pool, floor, ceiling, used, recycles_at, recycled_at)
    select ${session_id}, pool, floor, ceiling, used, recycles_at, recycled_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(pool text, floor int, ceiling int, used int, recycles_at timestamptz, recycled_at timestamptz)
  `.execute(tx);
}

export interface DuePool {
  session_id: string;
  pool: string;
}
export async function duePools(tx: Tx, now: Temporal.Instant, limit: number): Promise<DuePool[]> {
  const { rows } = await sql<DuePool>`
    select session_id, pool from session_pool where recycled_at is null and recycles_at <= ${now}
    order by recycles_at, session_id, pool limit ${limit}
  `.execute(tx);
  return rows;
}

/** Compare-and-set: of two who recycle it, one gets what it kept. Its session is locked before. */
export async function recyclePool(
  tx: Tx,
  due: DuePool,
  now: Temporal.Instant,
): Promise<{ floor: number; ceiling: number | null; used: number } | undefined> {
  return first(
    await sql<{ floor: number; ceiling: number | null; used: number }>`
      with before as (
        select floor, ceiling, used from session_pool
        where session_id = ${due.session_id} and pool = ${due.pool} and recycled_at is null and recycles_at <= ${now} for update
      ), done as (
        update session_pool set floor = 0, ceiling = null, recycled_at = ${now}
        where session_id = ${due.session_id} and pool = ${due.pool} and exists (select 1 from before)
      )
      select floor, ceiling, used from before
    `.execute(tx),
  );
}

/** Open sessions that have not begun, for a policy to be laid on. */
export async function sessionsAhead(tx: Tx, now: Temporal.Instant): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from session where state = 'open' and starts_at > ${now} order by date, starts, id
  `.execute(tx);
  return rows.map((row) => row.id);
}
