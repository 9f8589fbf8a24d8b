/** What the rules read of the past: bookings of patients, accounts and phones, newest rules or old. */
import type pg from 'pg';
import type { Now, PastBooking } from '../policy/index.ts';
import type { AccountHistory, History } from './tables.ts';

/** One booking as a tuple, times as the hospital's wall clock: half the bytes of named fields, on the hottest read there is. */
const TUPLE = `jsonb_build_array(b.id, b.state, b.date, b.department_id, b.doctor_id, b.cancelled_by, b.checked_in_at is not null,
  to_char(b.created_at at time zone 'Asia/Shanghai', 'YYYY-MM-DDHH24:MI'), to_char(b.state_at at time zone 'Asia/Shanghai', 'YYYY-MM-DDHH24:MI'),
  b.forgiven_at is not null)`;
type Tuple = [
  id: string,
  state: string,
  date: string,
  department_id: string,
  doctor_id: string,
  cancelled_by: string | null,
  came: boolean,
  made_at: string,
  state_at: string,
  forgiven: boolean,
];

const DAY_LENGTH = 10;
const wall = (text: string): Now => ({ day: text.slice(0, DAY_LENGTH), time: text.slice(DAY_LENGTH) });

function pastOf(tuple: Tuple): PastBooking {
  const [id, state, date, department_id, doctor_id, cancelled_by, came, made_at, state_at, forgiven] = tuple;
  return {
    id,
    state,
    date,
    department_id,
    doctor_id,
    cancelled_by,
    came,
    made_at: wall(made_at),
    state_at: wall(state_at),
    forgiven,
  };
}

/** With `exists` a plan made while the table is small would read all that were ever finished, and keep them; `limit` looks one patient up. */
const HISTORY = `
  select p.id, h.count, h.bookings,
    coalesce((select true from booking b where b.patient_id = p.id and b.state = 'finished' limit 1), false) as seen_before
  from unnest($1::uuid[]) as p (id)
  cross join lateral (
    select count(*)::int as count, coalesce(jsonb_agg(${TUPLE}), '[]') as bookings
    from booking b where b.patient_id = p.id and b.date >= $2
  ) as h`;

/**
 * Each patient's bookings from a day on, how many these are, and whether any was ever seen through: as little to read in
 * the hospital's tenth year as in its first. A named statement.
 */
export async function histories(pool: pg.Pool, patient_ids: string[], from: string): Promise<Map<string, History>> {
  const { rows } = await pool.query<{ id: string; count: number; seen_before: boolean; bookings: Tuple[] }>({
    name: 'booking_history',
    text: HISTORY,
    values: [patient_ids, from],
  });
  return new Map(
    rows.map(({ id, count, seen_before, bookings }) => [id, { count, seen_before, bookings: bookings.map(pastOf) }]),
  );
}

const ACCOUNT_HISTORY = `
  select b.account_id as id, count(*)::int as count, jsonb_agg(${TUPLE}) as bookings
  from booking b where b.account_id = any($1::uuid[]) and b.date >= $2 group by b.account_id`;

/** Bookings that these accounts made, for whomever: from a day on, and how many. Asked only when a rule counts by account. */
export async function accountHistories(
  pool: pg.Pool,
  account_ids: string[],
  from: string,
): Promise<Map<string, AccountHistory>> {
  const { rows } = await pool.query<{ id: string; count: number; bookings: Tuple[] }>({
    name: 'booking_account_history',
    text: ACCOUNT_HISTORY,
    values: [account_ids, from],
  });
  return new Map(rows.map(({ id, count, bookings }) => [id, { count, bookings: bookings.map(pastOf) }]));
}

/** By patient: the bookings of all patients in that patient's group (those who share a phone), from a day on. */
export async function groupHistories(
  pool: pg.Pool,
  groups: Map<string, string[]>,
  from: string,
): Promise<Map<string, PastBooking[]>> {
  const members = [...new Set([...groups.values()].flat())];
  const known = await histories(pool, members, from);
  return new Map(
    [...groups].map(([patient_id, ids]) => [patient_id, ids.flatMap((id) => known.get(id)?.bookings ?? [])]),
  );
}
