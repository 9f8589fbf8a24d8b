/**
 * SQL that changes tickets. Every change is a compare-and-set on the state, keeps the row as it stood before in `ticket_act`,
 * and never dates an act before the one it follows.
 */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { TicketState } from './rules.ts';
import type { TicketAct } from './rules-undo.ts';
import { settable, ticketColumns } from './store.ts';
import type { TicketRow } from './tables.ts';

export type TicketPatch = Partial<Pick<TicketRow, (typeof settable)[number]>>;

export interface Act {
  id: string;
  act: TicketAct;
  /** States from which the act is legal. */
  from: readonly TicketState[];
  reason?: string | null;
  patch: TicketPatch | ((was: TicketRow) => TicketPatch);
}
export interface ActDeed {
  at: Temporal.Instant;
  actor: string;
}

export const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? b : a;

/** Whoever read the clock and then waited for the ticket does not date an act before what is told of it already. */
const datedAfter = (was: TicketRow, at: Temporal.Instant): Temporal.Instant =>
  later(later(at, was.act_at), was.near_at ?? was.act_at);

/** The ticket, locked, if it is in one of these states; its whole row as it stood beside it. */
async function lockIn(tx: Tx, id: string, from: readonly TicketState[]) {
  return first(
    await sql<TicketRow & { before: unknown }>`
      select ${ticketColumns}, to_jsonb(t) as before from ticket t
      where t.id = ${id} and t.state = any(${[...from]}::text[]) for no key update
    `.execute(tx),
  );
}

async function keepAct(
  tx: Tx,
  row: TicketRow,
  ask: { reason: string | null; before: unknown; at: Temporal.Instant },
): Promise<void> {
  const before = ask.before === null ? null : JSON.stringify(ask.before);
  await sql`
    insert into ticket_act (ticket_id, act, actor, at, reason, before, state, room_id)
    values (${row.id}, ${row.act}, ${row.act_actor}, ${ask.at}, ${ask.reason}, ${before}::jsonb, ${row.state}, ${row.room_id})
  `.execute(tx);
}

/** Does an act; undefined when the ticket is in no state for it: somebody else was first. */
export async function doAct(tx: Tx, ask: Act, deed: ActDeed): Promise<TicketRow | undefined> {
  const locked = await lockIn(tx, ask.id, ask.from);
  if (!locked) return undefined;
  const { before, ...was } = locked;
  const at = datedAfter(was, deed.at);
  const patch = typeof ask.patch === 'function' ? ask.patch(was) : ask.patch;
  const sets = Object.entries(patch).map(([name, value]) => sql`${sql.ref(name)} = ${value}`);
  const all = [...sets, sql`act = ${ask.act}`, sql`act_actor = ${deed.actor}`, sql`act_at = ${at}`];
  const row = first(
    await sql<TicketRow>`update ticket t set ${sql.join(all)} where t.id = ${ask.id} returning ${ticketColumns}`.execute(
      tx,
    ),
  );
  await keepAct(tx, row!, { reason: ask.reason ?? null, before, at });
  return row;
}

/** What a ticket was before its last act, if that was this one and nothing happened since. */
export async function beforeLastAct(tx: Tx, id: string): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      select ${ticketColumns} from (
        select * from ticket_act where ticket_id = ${id} order by seq desc limit 1
      ) as last, lateral jsonb_populate_record(null::ticket, last.before) as t
      where last.before is not null and last.undone_at is null
    `.execute(tx),
  );
}

const RESTORED = sql.raw(settable.filter((name) => name !== 'calls').join(', '));
const RESTORED_FROM = sql.raw(
  settable
    .filter((name) => name !== 'calls')
    .map((name) => `was.${name}`)
    .join(', '),
);

/**
 * Puts a ticket back to where it stood before its last act, if it still stands where that led; its calls stay counted, the
 * last of them as nobody's turn when it was a call that is taken back.
 */
export async function undoAct(
  tx: Tx,
  ask: { id: string; act: TicketAct; act_at: Temporal.Instant; state: TicketState },
  deed: ActDeed,
): Promise<TicketRow | undefined> {
  const locked = await lockIn(tx, ask.id, [ask.state]);
  if (!locked || locked.act !== ask.act || !locked.act_at.equals(ask.act_at)) return undefined;
  const { before, ...was } = locked;
  const at = datedAfter(was, deed.at);
  const row = first(
    await sql<TicketRow>`
      with last as (
        update ticket_act set undone_at = ${at}
        where seq = (select max(seq) from ticket_act where ticket_id = ${ask.id}) returning before
      )
      update ticket t set (${RESTORED}) = (
          select ${RESTORED_FROM} from last, lateral jsonb_populate_record(null::ticket, last.before) as was
        ), act = 'undo', act_actor = ${deed.actor}, act_at = ${at}
      where t.id = ${ask.id} returning ${ticketColumns}
    `.execute(tx),
  );
  await keepAct(tx, row!, { reason: null, before: null, at });
  if (ask.act === 'call')
    await sql`
      update ticket_call set is_turn = false, turn = '' where ticket_id = ${ask.id} and call_no = ${was.calls}
    `.execute(tx);
  return row;
}

/** A call or recall as its own row, with the ticket's next call number; `turn`: whose turn it was, null for a recall. */
export async function insertCall(tx: Tx, t: TicketRow, at: Temporal.Instant, turn: string | null): Promise<void> {
  await sql`
    insert into ticket_call (ticket_id, call_no, is_turn, turn, session_id, service_point_id, department_id, room_id, at)
    values (${t.id}, ${t.calls}, ${turn !== null}, ${turn ?? ''}, ${t.session_id}, ${t.service_point_id},
      ${t.department_id}, ${t.room_id}, ${at})
  `.execute(tx);
}

/** The newest call of the house. */
export async function lastCall(tx: Tx): Promise<number> {
  const row = first(await sql<{ seq: number }>`select coalesce(max(seq), 0) as seq from ticket_call`.execute(tx));
  return row!.seq;
}

/** Makes those who call into a room wait for one another until commit. */
export async function holdRoom(tx: Tx, room_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`room:${room_id}`}, 0))`.execute(tx);
}

/**
 * The first of `ids` that still waits and that no other room is just taking: skips what is locked, and locks what it
 * returns. The lock is an advisory one, since the booking's row must be locked before the ticket's (the house's order):
 * a row lock here and a cancellation would wait for each other.
 */
export async function reserveFirst(tx: Tx, ids: string[]): Promise<string | undefined> {
  const row = first(
    await sql<{ id: string }>`
      select id from (
        select t.id from unnest(${ids}::uuid[]) with ordinality as line(id, place) join ticket t on t.id = line.id
        where t.state = 'waiting' order by line.place offset 0
      ) as waiting
      where pg_try_advisory_xact_lock(hashtextextended('ticket:' || id, 0)) limit 1
    `.execute(tx),
  );
  return row?.id;
}

export type NewTicket = Pick<
  TicketRow,
  | 'id'
  | 'kind'
  | 'booking_id'
  | 'session_id'
  | 'service_point_id'
  | 'sent_by_ticket_id'
  | 'patient_id'
  | 'department_id'
  | 'doctor_id'
  | 'visit_type_id'
  | 'date'
  | 'serial'
  | 'number'
  | 'slot_starts_at'
  | 'slot_ends_at'
  | 'checked_in_at'
  | 'room_id'
  | 'urgency'
  | 'class'
>;

/** Issues a ticket; undefined when the booking has one that did not leave. */
export async function insertTicket(tx: Tx, t: NewTicket, deed: ActDeed): Promise<TicketRow | undefined> {
  const row = first(
    await sql<TicketRow>`
      insert into ticket as t (id, kind, booking_id, session_id, service_point_id, sent_by_ticket_id, patient_id,
        department_id, doctor_id, visit_type_id, date, serial, number, state, slot_starts_at, slot_ends_at,
        checked_in_at, room_id, urgency, class, act, act_actor, act_at)
      values (${t.id}, ${t.kind}, ${t.booking_id}, ${t.session_id}, ${t.service_point_id}, ${t.sent_by_ticket_id},
        ${t.patient_id}, ${t.department_id}, ${t.doctor_id}, ${t.visit_type_id}, ${t.date}, ${t.serial}, ${t.number},
        'waiting', ${t.slot_starts_at}, ${t.slot_ends_at}, ${t.checked_in_at}, ${t.room_id}, ${t.urgency}, ${t.class},
        'issue', ${deed.actor}, ${deed.at})
      -- it had left when its session was closed, and its booking was moved to this day
      on conflict on constraint ticket_once_per_booking do update set session_id = excluded.session_id,
        department_id = excluded.department_id, doctor_id = excluded.doctor_id,
        visit_type_id = excluded.visit_type_id, date = excluded.date, serial = excluded.serial,
        number = excluded.number, state = 'waiting', slot_starts_at = excluded.slot_starts_at,
        slot_ends_at = excluded.slot_ends_at, checked_in_at = greatest(excluded.checked_in_at, t.act_at),
        room_id = excluded.room_id, called_at = null, started_at = null, passed_at = null, returned_at = null,
        returned_after_call = null, ended_at = null, urgency = excluded.urgency, class = excluded.class,
        held_at = null, held_reason = null, placed_at = null, placed_ahead = null, placed_after_call = null,
        placed_reason = null, near_at = null, former_number = null, act = 'issue', act_actor = excluded.act_actor,
        act_at = greatest(excluded.act_at, t.act_at)
        where t.state = 'left'
      returning ${ticketColumns}
    `.execute(tx),
  );
  if (row) await keepAct(tx, row, { reason: null, before: null, at: row.act_at });
  return row;
}

/** Nobody keeps a place, a hold or a way back in another line. */
export const FRESH: TicketPatch = {
  returned_at: null,
  returned_after_call: null,
  held_at: null,
  held_reason: null,
  placed_at: null,
  placed_ahead: null,
  placed_after_call: null,
  placed_reason: null,
};

/** Waiting tickets of sessions that may change their doctor. */
export async function standingOfSessions(tx: Tx, session_ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ticket where session_id = any(${session_ids}::uuid[])
      and state in ('waiting', 'called', 'passed', 'held') order by id
  `.execute(tx);
  return rows.map((row) => row.id);
}

/** Marks a waiting ticket as told to get ready; undefined when it was, or waits no longer. */
export async function setNear(tx: Tx, id: string, at: Temporal.Instant): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set near_at = ${at} where id = ${id} and near_at is null and state = 'waiting'
      returning ${ticketColumns}
    `.execute(tx),
  );
}

/** Two windows that give one patient a number at the same point wait for one another. */
export async function holdPatientAtPoint(tx: Tx, ask: { service_point_id: string; patient_id: string }): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended(${`point:${ask.service_point_id}:${ask.patient_id}`}, 0))
  `.execute(tx);
}
