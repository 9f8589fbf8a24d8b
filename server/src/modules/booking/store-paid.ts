/** SQL of holds that are paid many at once. Locks: sessions, then bookings, each sorted; no place changes hands. */
import { sql, type Tx } from '../../kernel/index.ts';

export async function lockOpenHolds(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows: sessions } = await sql<{ id: string }>`
    select id from session where id in (select session_id from booking where id = any(${ids}::uuid[])) order by id for share
  `.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select b.id from booking b join session s on s.id = b.session_id and s.state = 'open'
    -- one that was moved meanwhile into a session that is not locked here is left alone
    where b.id = any(${ids}::uuid[]) and b.state = 'held' and b.session_id = any(${sessions.map(({ id }) => id)}::uuid[])
    order by b.id for no key update of b
  `.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** When each was booked, never before it was held. */
export async function bookHolds(
  tx: Tx,
  ids: readonly string[],
  at: Temporal.Instant,
): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await sql<{ id: string; state_at: Temporal.Instant }>`
    update booking set state = 'booked', state_at = greatest(state_at, ${at}::timestamptz)
    where id = any(${ids}::uuid[]) and state = 'held' returning id, state_at
  `.execute(tx);
  return new Map(rows.map(({ id, state_at }) => [id, state_at]));
}
