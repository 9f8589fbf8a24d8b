/** What the snapshot reads of many sessions at once. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { PoolState } from './pools.ts';
import { type SessionAsk, sessions } from './store.ts';
import type { SlotRow } from './tables.ts';
import type { SessionSupply } from './views.ts';

type PoolRow = PoolState & { session_id: string };

async function poolsOf(tx: Tx, session_ids: string[]): Promise<PoolRow[]> {
  const { rows } = await sql<PoolRow>`
    select session_id, pool, floor, ceiling, used from session_pool where session_id = any(${session_ids}::uuid[]) order by pool
  `.execute(tx);
  return rows;
}

async function slotsOf(tx: Tx, session_ids: string[]): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select id, session_id, starts_at, ends_at, starts, ends, capacity, booked + aside as booked, state
    from slot where session_id = any(${session_ids}::uuid[]) order by session_id, starts_at
  `.execute(tx);
  return rows;
}

/** The sessions of a span of days, or those of them that are named; in the order of day and time. */
export async function supplyOf(tx: Tx, ask: SessionAsk): Promise<SessionSupply[]> {
  const rows = await sessions(tx, ask);
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return [];
  const [slots, pools] = await Promise.all([slotsOf(tx, ids), poolsOf(tx, ids)]);
  const slotsBy = Map.groupBy(slots, (slot) => slot.session_id);
  const poolsBy = Map.groupBy(pools, (pool) => pool.session_id);
  return rows.map((session) => ({
    session,
    slots: slotsBy.get(session.id) ?? [],
    pools: poolsBy.get(session.id) ?? [],
  }));
}
