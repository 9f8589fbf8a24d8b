import type { BookingState } from '@menzhen/contract';
import type pg from 'pg';
import { first, sql, type Tx } from '../../kernel/index.ts';
import { comesFrom, type HoldOutcome } from './rules.ts';
import type { BookingCard, HoldRow } from './tables.ts';

const card = sql`
  select b.id, b.state, b.session_id, b.slot_id, b.patient_id, b.account_id, b.date, s.half_day, t.starts_at as slot_starts_at, t.ends_at as slot_ends_at,
    s.ends_at as session_ends_at, t.starts, t.ends, b.department_id, b.doctor_id, s.room_id, s.visit_type_id, case when t.state = 'closed' then 'closed' else s.state end as session_state,
    b.serial, b.fee_fen, b.fee_parts, b.payer_class, b.channel, b.reserve, b.pool, b.policy_version, b.created_at, b.held_until, b.cancelled_by, b.cancel_reason
  from booking b join slot t on t.id = b.slot_id join session s on s.id = b.session_id`;

export async function bookingCard(tx: Tx, id: string): Promise<BookingCard | undefined> {
  return first(await sql<BookingCard>`${card} where b.id = ${id}`.execute(tx));
}

export async function bookingCards(tx: Tx, ids: string[]): Promise<BookingCard[]> {
  const { rows } = await sql<BookingCard>`${card} where b.id = any(${ids}::uuid[])`.execute(tx);
  return rows;
}

export async function bookingOfKey(
  tx: Tx,
  actor: string,
  key: string,
): Promise<{ id: string; slot_id: string; patient_id: string } | undefined> {
  return first(
    await sql<{ id: string; slot_id: string; patient_id: string }>`
      select id, slot_id, patient_id from booking where created_by = ${actor} and idempotency_key = ${key}
    `.execute(tx),
  );
}

/**
 * Locks in the house's order: session (shared), slot, booking. One that was moved while this waited is locked where it stands
 * now. Undefined: there is no such booking.
 */
export async function lockBooking(tx: Tx, id: string): Promise<BookingCard | undefined> {
  for (;;) {
    const at = first(
      await sql<{
        session_id: string;
        slot_id: string;
      }>`select session_id, slot_id from booking where id = ${id}`.execute(tx),
    );
    if (!at) return undefined;
    await sql`select 1 from session where id = ${at.session_id} for share`.execute(tx);
    await sql`select 1 from slot where id = ${at.slot_id} for no key update`.execute(tx);
    await sql`select 1 from booking where id = ${id} for no key update`.execute(tx);
    const locked = await bookingCard(tx, id);
    if (locked?.slot_id === at.slot_id) return locked;
  }
}

export interface Move {
  id: string;
  to: BookingState;
  at: Temporal.Instant;
  cancelled_by?: string | undefined;
  reason?: string | undefined;
}
/**
 * Compare-and-set along the legal moves; undefined when the booking is not in a state from which `to` may be reached. Answers
 * when it came into its state: not before the state it was in, though the asker looked at the clock before waiting for its lock.
 */
export async function moveBooking(tx: Tx, move: Move): Promise<{ state_at: Temporal.Instant } | undefined> {
  return first(
    await sql<{ state_at: Temporal.Instant }>`
      update booking set state = ${move.to}, state_at = greatest(state_at, ${move.at}::timestamptz),
        checked_in_at = case when ${move.to} = 'checked_in' then coalesce(checked_in_at, ${move.at}::timestamptz) else checked_in_at end, cancelled_by = ${move.cancelled_by ?? null}, cancel_reason = ${move.reason ?? null}
      where id = ${move.id} and state = any(${comesFrom(move.to)}::text[]) returning state_at
    `.execute(tx),
  );
}

export async function dueHolds(tx: Tx, now: Temporal.Instant, limit: number): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
  }>`select id from booking where state = 'held' and held_until <= ${now} order by held_until limit ${limit}`.execute(
    tx,
  );
  return rows.map((row) => row.id);
}

/** Bookings of today and before whose patients have not come although their slot has begun. */
export async function notCome(tx: Tx, ask: { today: string; now: Temporal.Instant }): Promise<BookingCard[]> {
  const { rows } = await sql<BookingCard>`
    ${card} where b.state = 'booked' and b.date between ${ask.today}::date - 31 and ${ask.today} and b.starts_at <= ${ask.now} order by b.starts_at
  `.execute(tx);
  return rows;
}

export async function openBefore(tx: Tx, date: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from booking where date <= ${date} and state in ('booked', 'checked_in', 'called') order by id limit ${limit}
  `.execute(tx);
  return rows.map((row) => row.id);
}

export interface ListAsk {
  patient_ids?: string[] | undefined;
  date?: string | undefined;
  department_ids?: string[] | undefined;
  states?: readonly string[] | undefined;
  /** (date, starts, id) to continue behind. */
  after?: [string, string] | undefined;
  newest_first: boolean;
  limit: number;
}
export async function listBookings(tx: Tx, ask: ListAsk): Promise<BookingCard[]> {
  const [day, id] = ask.after ?? [null, null];
  const order = ask.newest_first ? sql`order by b.starts_at desc, b.id desc` : sql`order by b.starts_at, b.id`;
  const behind = ask.newest_first
    ? sql`(${day}::timestamptz is null or (b.starts_at, b.id) < (${day}::timestamptz, ${id}::uuid))`
    : sql`(${day}::timestamptz is null or (b.starts_at, b.id) > (${day}::timestamptz, ${id}::uuid))`;
  const { rows } = await sql<BookingCard>`
    ${card}
    where (${ask.patient_ids ?? null}::uuid[] is null or b.patient_id = any(${ask.patient_ids ?? null}::uuid[]))
      and (${ask.date ?? null}::date is null or b.date = ${ask.date ?? null}::date)
      and (${ask.department_ids ?? null}::uuid[] is null or b.department_id = any(${ask.department_ids ?? null}::uuid[]))
      and (${ask.states ?? null}::text[] is null or b.state = any(${ask.states ?? null}::text[]))
      and ${behind}
    ${order} limit ${ask.limit}
  `.execute(tx);
  return rows;
}

const HOLD = `select n, outcome, booking_id, serial, counted_as from booking_take_places(
  $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::text[], $11::int[], $12::int[], $13::int[], $14::timestamptz[], $15::timestamptz[], $16::date, $17::jsonb[])`;
export interface HoldAnswer {
  outcome: HoldOutcome;
  booking_id: string | null;
  serial: number | null;
  /** The reserve the place was taken from, if the session keeps it. */
  counted_as: HoldRow['reserve'];
}

/**
 * Decides and writes for all asks in one statement and one commit; answers in their order. `since`: the visit day from which
 * the rules knew the bookings that `seen` and `account_seen` count.
 */
export async function holdBatch(pool: pg.Pool, rows: HoldRow[], since = '-infinity'): Promise<HoldAnswer[]> {
  const column = <K extends keyof HoldRow>(name: K): HoldRow[K][] => rows.map((row) => row[name]);
  const instants = (name: 'now' | 'until') => rows.map((row) => row[name].toString());
  const values = [
    column('id'),
    column('slot_id'),
    column('patient_id'),
    column('account_id'),
    column('actor'),
    column('key'),
    column('channel'),
    column('reserve'),
    column('fee_fen'),
    column('payer_class'),
    column('policy_version'),
    column('seen'),
    column('account_seen'),
    instants('now'),
    instants('until'),
    since,
    rows.map((row) => JSON.stringify(row.fee_parts)),
  ];
  const { rows: answers } = await pool.query<HoldAnswer>({ name: 'booking_hold', text: HOLD, values });
  return answers;
}

export interface NotCome {
  id: string;
  state: 'booked' | 'no_show';
  session_id: string;
  visit_type_id: string;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
}

/** How many bookings of each session hold a place, and how many of these patients have not arrived. */
export async function expected(
  tx: Tx,
  session_ids: string[],
): Promise<Map<string, { booked: number; not_arrived: number }>> {
  const { rows } = await sql<{ session_id: string; booked: number; not_arrived: number }>`
    select session_id, count(*)::int as booked, count(*) filter (where state = 'booked')::int as not_arrived
    from booking where session_id = any(${session_ids}::uuid[]) and state in ('booked', 'checked_in', 'called', 'in_consultation', 'finished')
    group by session_id
  `.execute(tx);
  return new Map(rows.map(({ session_id, ...counts }) => [session_id, counts]));
}

/** Who has a place in these sessions and did not come to it, by now or at all (`no_show`). */
export async function notComeTo(tx: Tx, session_ids: string[]): Promise<NotCome[]> {
  const { rows } = await sql<NotCome>`
    select b.id, b.state, b.session_id, s.visit_type_id, t.starts_at as slot_starts_at, t.ends_at as slot_ends_at
    from booking b join session s on s.id = b.session_id join slot t on t.id = b.slot_id
    where b.session_id = any(${session_ids}::uuid[]) and b.state in ('booked', 'no_show')
  `.execute(tx);
  return rows;
}

/** Whether the patient ever had a booking in one of these departments. */
export async function hasBookingIn(tx: Tx, patient_id: string, department_ids: string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from booking where patient_id = ${patient_id} and department_id = any(${department_ids}::uuid[]) limit 1
  `.execute(tx);
  return rows.length > 0;
}

/** Whether this account has an unfinished booking for the patient. */
export async function openAccountBooking(tx: Tx, patient_id: string, account_id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from booking where patient_id = ${patient_id} and account_id = ${account_id}
      and state in ('held', 'booked', 'checked_in', 'called', 'in_consultation') limit 1
  `.execute(tx);
  return rows.length > 0;
}
