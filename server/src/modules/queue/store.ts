/** SQL of tickets. Every move is a compare-and-set on the state; no row back means that somebody else was first. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { BookingForTicket } from './ports.ts';
import type { TicketState } from './rules.ts';
import type { LineRow, TicketRow } from './tables.ts';

const columns = sql.raw(
  `t.id, t.booking_id, t.session_id, t.patient_id, t.department_id, t.doctor_id, t.visit_type_id, t.date, t.serial,
   t.number, t.state, t.slot_starts_at, t.slot_ends_at, t.checked_in_at, t.room_id, t.calls, t.called_at, t.started_at,
   t.passed_at, t.returned_at, t.returned_after_call, t.ended_at`,
);

export async function ticketById(tx: Tx, id: string): Promise<TicketRow | undefined> {
  return first(await sql<TicketRow>`select ${columns} from ticket t where t.id = ${id}`.execute(tx));
}

export async function ticketOfBooking(tx: Tx, booking_id: string): Promise<TicketRow | undefined> {
  return first(await sql<TicketRow>`select ${columns} from ticket t where t.booking_id = ${booking_id}`.execute(tx));
}

export async function ticketsOfBookings(tx: Tx, booking_ids: string[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${columns} from ticket t where t.booking_id = any(${booking_ids}::uuid[])
  `.execute(tx);
  return rows;
}

/** Tickets of sessions in some states, in order of number. */
export async function ticketsOfSessions(tx: Tx, session_ids: string[], states: TicketState[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${columns} from ticket t
    where t.session_id = any(${session_ids}::uuid[]) and t.state = any(${states}::text[])
    order by t.serial
  `.execute(tx);
  return rows;
}

/** The waiting tickets of sessions, with how many others were called since one came back; not yet in order. */
export async function waitingOf(tx: Tx, session_ids: string[]): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select ${columns},
      case when t.returned_at is null then null else (
        select count(*)::int from ticket_call c
        where c.session_id = t.session_id and c.is_turn and c.seq > t.returned_after_call
      ) end as called_since_return
    from ticket t
    where t.session_id = any(${session_ids}::uuid[]) and t.state = 'waiting'
  `.execute(tx);
  return rows;
}

/** Tickets of a day and some departments (null: all) in the given states. */
export async function ticketsOfDay(
  tx: Tx,
  ask: { date: string; department_ids: string[] | null; states: TicketState[] },
): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${columns} from ticket t
    where t.date = ${ask.date} and t.state = any(${ask.states}::text[])
      and (${ask.department_ids}::uuid[] is null or t.department_id = any(${ask.department_ids}::uuid[]))
    order by t.department_id, t.serial
  `.execute(tx);
  return rows;
}

/** The ticket that is called or in consultation in a room. */
export async function openInRoom(tx: Tx, room_id: string): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      select ${columns} from ticket t where t.room_id = ${room_id} and t.state in ('called', 'in_consultation')
    `.execute(tx),
  );
}

export async function letterOfDepartment(tx: Tx, department_id: string): Promise<string | undefined> {
  const row = first(
    await sql<{ letter: string }>`select letter from queue_letter where department_id = ${department_id}`.execute(tx),
  );
  return row?.letter;
}

const LETTER_LOCK = 7_301_009;
/** Gives a department the next letter, once; departments wait for one another only here, on their first ticket ever. */
export async function takeLetter(tx: Tx, department_id: string, letterAt: (n: number) => string): Promise<string> {
  await sql`select pg_advisory_xact_lock(${LETTER_LOCK})`.execute(tx);
  const taken = await letterOfDepartment(tx, department_id);
  if (taken) return taken;
  const next = first(
    await sql<{ n: number }>`select coalesce(max(ordinal) + 1, 0)::int as n from queue_letter`.execute(tx),
  );
  const letter = letterAt(next!.n);
  await sql`
    insert into queue_letter (department_id, ordinal, letter) values (${department_id}, ${next!.n}, ${letter})
  `.execute(tx);
  return letter;
}

/** The next serial of a department's day. The row stays locked until commit: no gap after a rollback, none used twice. */
export async function nextSerial(tx: Tx, department_id: string, date: string): Promise<number> {
  const row = first(
    await sql<{ last_serial: number }>`
      insert into queue_serial (department_id, date, last_serial) values (${department_id}, ${date}, 1)
      on conflict (department_id, date) do update set last_serial = queue_serial.last_serial + 1
      returning last_serial
    `.execute(tx),
  );
  return row!.last_serial;
}

export type NewTicket = Pick<
  TicketRow,
  | 'id'
  | 'booking_id'
  | 'session_id'
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
>;

export async function insertTicket(tx: Tx, t: NewTicket): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      insert into ticket as t (id, booking_id, session_id, patient_id, department_id, doctor_id, visit_type_id, date,
        serial, number, state, slot_starts_at, slot_ends_at, checked_in_at, room_id)
      values (${t.id}, ${t.booking_id}, ${t.session_id}, ${t.patient_id}, ${t.department_id}, ${t.doctor_id},
        ${t.visit_type_id}, ${t.date}, ${t.serial}, ${t.number}, 'waiting', ${t.slot_starts_at}, ${t.slot_ends_at},
        ${t.checked_in_at}, ${t.room_id})
      -- it had left when its session was closed, and its booking was moved to this day
      on conflict on constraint ticket_once_per_booking do update set session_id = excluded.session_id,
        department_id = excluded.department_id, doctor_id = excluded.doctor_id, visit_type_id = excluded.visit_type_id,
        date = excluded.date, serial = excluded.serial, number = excluded.number, state = 'waiting',
        slot_starts_at = excluded.slot_starts_at, slot_ends_at = excluded.slot_ends_at, checked_in_at = excluded.checked_in_at,
        room_id = excluded.room_id, ended_at = null, passed_at = null, returned_at = null, returned_after_call = null
        where t.state = 'left'
      returning ${columns}
    `.execute(tx),
  );
}

/** Holds a room until the transaction ends, so that a second press in the same room sees the first one's patient. */
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

/** A call or recall as its own row, with the ticket's next call number. */
export async function insertCall(tx: Tx, t: TicketRow, at: Temporal.Instant, is_turn: boolean): Promise<void> {
  await sql`
    insert into ticket_call (ticket_id, call_no, is_turn, session_id, department_id, room_id, at)
    values (${t.id}, ${t.calls}, ${is_turn}, ${t.session_id}, ${t.department_id}, ${t.room_id}, ${at})
  `.execute(tx);
}

export async function setCalled(
  tx: Tx,
  ask: { id: string; from: TicketState[]; room_id: string; at: Temporal.Instant },
): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set state = 'called', room_id = ${ask.room_id}, calls = calls + 1, called_at = ${ask.at}
      where id = ${ask.id} and state = any(${ask.from}::text[]) returning ${columns}
    `.execute(tx),
  );
}

export async function setRecalled(tx: Tx, id: string): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set calls = calls + 1 where id = ${id} and state = 'called' returning ${columns}
    `.execute(tx),
  );
}

export async function setReturned(
  tx: Tx,
  ask: { id: string; from: TicketState[]; at: Temporal.Instant },
): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set state = 'waiting', returned_at = ${ask.at},
        returned_after_call = (select coalesce(max(seq), 0) from ticket_call)
      where id = ${ask.id} and state = any(${ask.from}::text[]) returning ${columns}
    `.execute(tx),
  );
}

const momentColumn = { in_consultation: 'started_at', passed: 'passed_at', finished: 'ended_at', left: 'ended_at' };

/** The other moves: each sets its own moment. */
export async function setState(
  tx: Tx,
  ask: { id: string; from: TicketState[]; to: keyof typeof momentColumn; at: Temporal.Instant },
): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set state = ${ask.to}, ${sql.ref(momentColumn[ask.to])} = ${ask.at}
      where id = ${ask.id} and state = any(${ask.from}::text[]) returning ${columns}
    `.execute(tx),
  );
}

/** A ticket goes along with its booking; undefined when it has none that may. */
export async function setPlace(
  tx: Tx,
  booking: BookingForTicket,
  from: readonly TicketState[],
): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      update ticket t set state = 'waiting', session_id = ${booking.session_id}, doctor_id = ${booking.doctor_id}, room_id = ${booking.room_id},
        visit_type_id = ${booking.visit_type_id}, slot_starts_at = ${booking.slot_starts_at}, slot_ends_at = ${booking.slot_ends_at},
        ended_at = null, returned_at = null, returned_after_call = null
      where booking_id = ${booking.id} and date = ${booking.date} and department_id = ${booking.department_id}
        and state = any(${[...from]}::text[]) returning ${columns}
    `.execute(tx),
  );
}

export async function setDoctor(tx: Tx, ask: { session_ids: string[]; doctor_id: string }): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    update ticket t set doctor_id = ${ask.doctor_id}
    where session_id = any(${ask.session_ids}::uuid[]) and state in ('waiting', 'called', 'passed') returning ${columns}
  `.execute(tx);
  return rows;
}
