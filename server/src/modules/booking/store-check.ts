/** Counters are never a second truth: each is counted again from the bookings and set-aside places it stands for. */
import { sql, type Tx } from '../../kernel/index.ts';

/** How many bookings of a session stand in each partition, extra places (`extra`) among them. */
export async function usedPools(tx: Tx, session_id: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ pool: string; used: number }>`
    select pool, count(*)::int as used from booking
    where session_id = ${session_id} and state not in ('cancelled', 'expired') group by pool
  `.execute(tx);
  return new Map(rows.map(({ pool, used }) => [pool, used]));
}

/** Standing extra places by session. */
export async function extrasBySession(tx: Tx, session_ids: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ session_id: string; extra: number }>`
    select session_id, count(*)::int as extra from booking
    where session_id = any(${session_ids}::uuid[]) and reserve = 'extra' and state not in ('cancelled', 'expired') group by session_id
  `.execute(tx);
  return new Map(rows.map(({ session_id, extra }) => [session_id, extra]));
}

export type DifferenceKind = 'slot_booked' | 'slot_aside' | 'slot_oversold' | 'pool_used' | 'session_issued';
export interface Difference {
  kind: DifferenceKind;
  session_id: string;
  date: string;
  department_id: string;
  doctor_id: string;
  /** The slot's time or the pool. */
  what: string;
  counter: number;
  counted: number;
}
export interface Recount {
  sessions: number;
  slots: number;
  bookings: number;
  items: Difference[];
}

const differences = (from: string) => sql<Difference>`
  with held as (
    select session_id, slot_id, pool, serial, state not in ('cancelled', 'expired') as stands from booking where date >= ${from}
  ), taken as (
    select slot_id, count(*)::int as n from held where stands group by slot_id
  ), set_aside as (
    select slot_id, count(*)::int as n from freed_place where state in ('waiting', 'offered') group by slot_id
  ), in_pool as (
    select session_id, pool, count(*)::int as n from held where stands group by session_id, pool
  ), given as (
    -- a booking that a closure moved away has left its serial behind, so more may be issued than are borne, never fewer
    select session_id, greatest(count(*), max(serial))::int as n from held group by session_id
  ), place as (
    select t.session_id, to_char(t.starts, 'HH24:MI') as what, t.capacity, t.booked, t.aside, coalesce(k.n, 0) as taken_n, coalesce(a.n, 0) as aside_n
    from session s join slot t on t.session_id = s.id left join taken k on k.slot_id = t.id left join set_aside a on a.slot_id = t.id
    where s.date >= ${from}
  ), found as (
    select 'slot_booked' as kind, session_id, what, booked as counter, taken_n as counted from place where booked <> taken_n
    union all
    select 'slot_aside', session_id, what, aside, aside_n from place where aside <> aside_n
    union all
    select 'slot_oversold', session_id, what, capacity, taken_n + aside_n from place where taken_n + aside_n > capacity
    union all
    select 'pool_used', p.session_id, p.pool, p.used, coalesce(i.n, 0)
    from session s join session_pool p on p.session_id = s.id left join in_pool i on i.session_id = s.id and i.pool = p.pool
    where s.date >= ${from} and p.used <> coalesce(i.n, 0)
    union all
    select 'session_issued', s.id, '', s.issued, coalesce(g.n, 0)
    from session s left join given g on g.session_id = s.id where s.date >= ${from} and s.issued < coalesce(g.n, 0)
  )
  select f.kind, f.session_id, s.date, s.department_id, s.doctor_id, f.what, f.counter, f.counted
  from found f join session s on s.id = f.session_id order by s.date, s.starts, f.session_id, f.kind, f.what limit 500`;

/** Sessions of a day and later. What differs is found by one statement, so that nobody's booking meanwhile looks like a fault. */
export async function recount(tx: Tx, from: string): Promise<Recount> {
  const { rows } = await sql<Omit<Recount, 'items'>>`
    select count(distinct s.id)::int as sessions, count(t.id)::int as slots,
      (select count(*)::int from booking where date >= ${from}) as bookings
    from session s left join slot t on t.session_id = s.id where s.date >= ${from}
  `.execute(tx);
  const { rows: items } = await differences(from).execute(tx);
  return { ...rows[0]!, items };
}
