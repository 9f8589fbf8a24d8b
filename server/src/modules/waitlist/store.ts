/** SQL of entries. Whatever changes a list stands behind the lock of its department, so that the list has one history. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { EntryRow, EntryState, Wish } from './tables.ts';

/** Offers, and what ends an entry, one after the other within a department, on whatever node. */
export async function lockList(tx: Tx, department_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('waitlist:' || ${department_id}, 0))`.execute(tx);
}
/** Joining: any number at once, but before or after an offer as a whole; and one of a patient after the other. */
export async function lockForJoining(tx: Tx, ask: { department_id: string; patient_id: string }): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('waitlist:' || ${ask.department_id}, 0))`.execute(tx);
  await sql`select pg_advisory_xact_lock(hashtextextended('waitlist:' || ${ask.patient_id}, 0))`.execute(tx);
}

const columns = sql`id, patient_id, account_id, kind, department_id, doctor_id, session_id, from_date, to_date, half_days, from_time, to_time,
  visit_type_kinds, class, class_rank, joined_at, waits_from, ends_at, missed, refused, state, state_at, ended_why, booking_id, policy_version, channel`;

export async function insertEntry(
  tx: Tx,
  row: Omit<EntryRow, 'waits_from' | 'missed' | 'refused' | 'state' | 'state_at' | 'ended_why' | 'booking_id'>,
): Promise<void> {
  await sql`
    insert into waitlist_entry (id, patient_id, account_id, kind, department_id, doctor_id, session_id, from_date, to_date, half_days,
      from_time, to_time, visit_type_kinds, class, class_rank, joined_at, waits_from, ends_at, state_at, policy_version, channel)
    values (${row.id}, ${row.patient_id}, ${row.account_id}, ${row.kind}, ${row.department_id}, ${row.doctor_id}, ${row.session_id},
      ${row.from_date}, ${row.to_date}, ${row.half_days}::text[], ${row.from_time}, ${row.to_time}, ${row.visit_type_kinds}::text[], ${row.class}, ${row.class_rank},
      ${row.joined_at}, ${row.joined_at}, ${row.ends_at}, ${row.joined_at}, ${row.policy_version}, ${row.channel})
  `.execute(tx);
}

export async function entry(tx: Tx, id: string): Promise<EntryRow | undefined> {
  return first(await sql<EntryRow>`select ${columns} from waitlist_entry where id = ${id}`.execute(tx));
}

export async function entriesOf(
  tx: Tx,
  ask: { patient_ids?: string[]; ids?: string[]; open_only: boolean; limit: number },
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${columns} from waitlist_entry
    where (${ask.patient_ids ?? null}::uuid[] is null or patient_id = any(${ask.patient_ids ?? null}::uuid[]))
      and (${ask.ids ?? null}::uuid[] is null or id = any(${ask.ids ?? null}::uuid[]))
      and (not ${ask.open_only} or state in ('waiting', 'offered'))
    order by joined_at desc, id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** All who wait in a department, in the order of the list. */
export async function liveEntries(tx: Tx, department_id: string): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${columns} from waitlist_entry where department_id = ${department_id} and state in ('waiting', 'offered')
    order by class_rank, waits_from, id
  `.execute(tx);
  return rows;
}

/** As liveEntries for several departments (null: all), those whose days hold `date`; with what ended on the day `today`. */
export async function boardEntries(
  tx: Tx,
  ask: { department_ids: string[] | null; date: string | null; ended_since: Temporal.Instant; limit: number },
): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${columns} from waitlist_entry
    where (${ask.department_ids}::uuid[] is null or department_id = any(${ask.department_ids}::uuid[]))
      and (${ask.date}::date is null or ${ask.date}::date between from_date and to_date)
      and (state in ('waiting', 'offered') or state_at >= ${ask.ended_since})
    order by state in ('waiting', 'offered') desc, department_id, class_rank, waits_from, id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

export async function countOpen(tx: Tx, patient_id: string): Promise<number> {
  const row = first(
    await sql<{ n: number }>`
      select count(*)::int as n from waitlist_entry where patient_id = ${patient_id} and state in ('waiting', 'offered')
    `.execute(tx),
  );
  return row!.n;
}

export interface EntryMove {
  id: string;
  from: readonly EntryState[];
  to: EntryState;
  now: Temporal.Instant;
  why?: string | null;
  booking_id?: string | null;
  missed?: number;
  refused?: number;
  waits_from?: Temporal.Instant;
}
/**
 * Compare-and-set; undefined when the entry is not in one of the states it may come from. It comes into a state not before the
 * one it was in, though the asker looked at the clock before waiting for the list.
 */
export async function moveEntry(tx: Tx, ask: EntryMove): Promise<EntryRow | undefined> {
  return first(
    await sql<EntryRow>`
      update waitlist_entry set state = ${ask.to}, state_at = greatest(state_at, ${ask.now}::timestamptz), ended_why = ${ask.why ?? null},
        booking_id = coalesce(${ask.booking_id ?? null}, booking_id), missed = coalesce(${ask.missed ?? null}, missed),
        refused = coalesce(${ask.refused ?? null}, refused), waits_from = coalesce(${ask.waits_from ?? null}, waits_from)
      where id = ${ask.id} and state = any(${[...ask.from]}::text[]) returning ${columns}
    `.execute(tx),
  );
}

/** Entries that wait in vain: their time is over, or their session is closed. */
export async function pastEntries(
  tx: Tx,
  now: Temporal.Instant,
  limit: number,
): Promise<{ id: string; closed: boolean }[]> {
  const { rows } = await sql<{ id: string; closed: boolean }>`
    select e.id, coalesce(s.state <> 'open', false) as closed from waitlist_entry e left join session s on s.id = e.session_id
    where e.state = 'waiting' and (e.ends_at <= ${now} or s.state <> 'open')
    order by e.ends_at limit ${limit}
  `.execute(tx);
  return rows;
}

/** Entries whose patient has meanwhile booked what they wait for by themselves. */
export async function servedEntries(tx: Tx, limit: number): Promise<{ id: string; booking_id: string }[]> {
  const { rows } = await sql<{ id: string; booking_id: string }>`
    select distinct on (e.id) e.id, b.id as booking_id
    from waitlist_entry e
    join booking b on b.patient_id = e.patient_id and b.date between e.from_date and e.to_date and b.department_id = e.department_id
      and b.state in ('booked', 'checked_in', 'called', 'in_consultation', 'finished') and b.created_at >= e.joined_at
      and (e.session_id is null or b.session_id = e.session_id) and (e.doctor_id is null or b.doctor_id = e.doctor_id)
    where e.state in ('waiting', 'offered') order by e.id, b.created_at limit ${limit}
  `.execute(tx);
  return rows;
}

/** Open sessions that a wish could be about, each with its slots and partitions, not begun before `after`. */
export interface WishedSlot {
  session_id: string;
  slot_id: string;
  department_id: string;
  doctor_id: string;
  visit_type_id: string;
  date: string;
  half_day: string;
  starts: string;
  ends: string;
  starts_at: Temporal.Instant;
  capacity: number;
  booked: number;
  aside: number;
  takeable: boolean;
  session_state: 'open' | 'closed';
}
export async function slotsFor(tx: Tx, wish: Wish, now: Temporal.Instant): Promise<WishedSlot[]> {
  const { rows } = await sql<WishedSlot>`
    select s.id as session_id, t.id as slot_id, s.department_id, s.doctor_id, s.visit_type_id, s.date, s.half_day, t.starts, t.ends, t.starts_at,
      t.capacity, t.booked, t.aside, s.state = 'open' and t.state = 'open' and t.ends_at > ${now} as takeable,
      case when s.state = 'open' and t.state = 'open' then 'open' else 'closed' end as session_state
    from session s join slot t on t.session_id = s.id
    where s.department_id = ${wish.department_id} and s.date between ${wish.from_date} and ${wish.to_date} and s.state <> 'withdrawn'
      and (${wish.doctor_id}::uuid is null or s.doctor_id = ${wish.doctor_id})
      and (${wish.session_id}::uuid is null or s.id = ${wish.session_id})
    order by t.starts_at, t.id
  `.execute(tx);
  return rows;
}

export interface Partition {
  session_id: string;
  pool: string;
  floor: number;
  ceiling: number | null;
  used: number;
}
export async function partitionsOf(tx: Tx, session_ids: string[]): Promise<Partition[]> {
  const { rows } = await sql<Partition>`
    select session_id, pool, floor, ceiling, used from session_pool where session_id = any(${session_ids}::uuid[])
  `.execute(tx);
  return rows;
}

/** Who waits in these departments and has no offer. */
export async function waitingIn(tx: Tx, department_ids: string[]): Promise<EntryRow[]> {
  const { rows } = await sql<EntryRow>`
    select ${columns} from waitlist_entry where state = 'waiting' and department_id = any(${department_ids}::uuid[])
  `.execute(tx);
  return rows;
}

/** Whether a round has anything to look at: on a quiet day it asks this and no more. */
export async function anythingToDo(tx: Tx): Promise<{ wishes: boolean; places: boolean }> {
  const { rows } = await sql<{ wishes: boolean; places: boolean }>`
    select exists (select 1 from waitlist_entry where state in ('waiting', 'offered')) as wishes,
      exists (select 1 from freed_place where state in ('waiting', 'offered')) as places
  `.execute(tx);
  return rows[0]!;
}

/** Whether anybody waits whom a place of this session could suit. */
export async function somebodyWaits(tx: Tx, session_id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from session s join waitlist_entry e on e.department_id = s.department_id and e.state = 'waiting'
      and s.date between e.from_date and e.to_date
      and (e.session_id is null or e.session_id = s.id) and (e.doctor_id is null or e.doctor_id = s.doctor_id)
    where s.id = ${session_id} limit 1
  `.execute(tx);
  return rows.length > 0;
}

/** The open entries of some patients, as short as a live view needs them. */
export async function openStates(
  tx: Tx,
  patient_ids: string[],
): Promise<{ id: string; state: EntryState; offer_id: string | null }[]> {
  const { rows } = await sql<{ id: string; state: EntryState; offer_id: string | null }>`
    select e.id, e.state, o.id as offer_id from waitlist_entry e left join waitlist_offer o on o.entry_id = e.id and o.state = 'live'
    where e.patient_id = any(${patient_ids}::uuid[]) and e.state in ('waiting', 'offered') order by e.id
  `.execute(tx);
  return rows;
}
