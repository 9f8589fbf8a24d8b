/** SQL of tickets, read. Moves: store-moves.ts; numbers: store-numbers.ts. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { TicketState } from './rules.ts';
import type { ActRow, LineRow, TicketRow, TurnRow } from './tables.ts';

/** Columns that an act may set; ids and what tells of the acts themselves are not among them. */
export const settable = [
  'session_id',
  'service_point_id',
  'department_id',
  'doctor_id',
  'visit_type_id',
  'serial',
  'number',
  'former_number',
  'state',
  'slot_starts_at',
  'slot_ends_at',
  'room_id',
  'calls',
  'called_at',
  'started_at',
  'passed_at',
  'returned_at',
  'returned_after_call',
  'ended_at',
  'urgency',
  'class',
  'round',
  'back_at',
  'away_at',
  'held_at',
  'held_reason',
  'placed_at',
  'placed_ahead',
  'placed_after_call',
  'placed_reason',
] as const satisfies (keyof TicketRow)[];
const names = [
  'id',
  'kind',
  'booking_id',
  'sent_by_ticket_id',
  'patient_id',
  'date',
  'checked_in_at',
  'near_at',
  'act',
  'act_actor',
  'act_at',
  ...settable,
] as const satisfies (keyof TicketRow)[];
export const ticketColumns = sql.raw(names.map((name) => `t.${name}`).join(', '));

export async function ticketById(tx: Tx, id: string): Promise<TicketRow | undefined> {
  return first(await sql<TicketRow>`select ${ticketColumns} from ticket t where t.id = ${id}`.execute(tx));
}

export async function ticketsByIds(tx: Tx, ids: string[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t where t.id = any(${ids}::uuid[]) order by t.serial
  `.execute(tx);
  return rows;
}

export async function ticketOfBooking(tx: Tx, booking_id: string): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`select ${ticketColumns} from ticket t where t.booking_id = ${booking_id}`.execute(tx),
  );
}

export async function ticketsOfBookings(tx: Tx, booking_ids: string[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t where t.booking_id = any(${booking_ids}::uuid[])
  `.execute(tx);
  return rows;
}

/** All tickets of a day of some patients, in the order in which they were issued. */
export async function ticketsOfPatients(tx: Tx, ask: { patient_ids: string[]; date: string }): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t
    where t.patient_id = any(${ask.patient_ids}::uuid[]) and t.date = ${ask.date} order by t.checked_in_at, t.id
  `.execute(tx);
  return rows;
}

/** Tickets of sessions in some states, in order of number. */
export async function ticketsOfSessions(tx: Tx, session_ids: string[], states: TicketState[]): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t
    where t.session_id = any(${session_ids}::uuid[]) and t.state = any(${states}::text[])
    order by t.serial
  `.execute(tx);
  return rows;
}

/** The waiting tickets of sessions and of a day's service points; not yet in order. */
export async function waitingIn(
  tx: Tx,
  ask: { session_ids: string[]; point_ids: string[]; date: string },
): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select ${ticketColumns} from ticket t where t.session_id = any(${ask.session_ids}::uuid[]) and t.state = 'waiting'
    union all
    select ${ticketColumns} from ticket t
    where t.service_point_id = any(${ask.point_ids}::uuid[]) and t.date = ${ask.date} and t.state = 'waiting'
  `.execute(tx);
  return rows;
}

/** Whose turn the calls of a day's sessions and service points were, oldest first; recalls are no turns. */
export async function turnsOf(
  tx: Tx,
  ask: { session_ids?: string[]; point_ids?: string[]; since: Temporal.Instant },
): Promise<TurnRow[]> {
  const { rows } = await sql<TurnRow>`
    select seq, turn, session_id, service_point_id from ticket_call
    where is_turn and session_id = any(${ask.session_ids ?? []}::uuid[])
    union all
    select seq, turn, session_id, service_point_id from ticket_call
    where is_turn and service_point_id = any(${ask.point_ids ?? []}::uuid[]) and at >= ${ask.since}
    order by seq
  `.execute(tx);
  return rows;
}

/** Tickets of a day and some departments (null: all) in the given states. */
export async function ticketsOfDay(
  tx: Tx,
  ask: { date: string; department_ids: string[] | null; states: TicketState[] },
): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t
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
      select ${ticketColumns} from ticket t where t.room_id = ${room_id} and t.state in ('called', 'in_consultation')
    `.execute(tx),
  );
}

/** The ticket that a patient has not finished at a service point. */
export async function openAtPoint(
  tx: Tx,
  ask: { service_point_id: string; patient_id: string },
): Promise<TicketRow | undefined> {
  return first(
    await sql<TicketRow>`
      select ${ticketColumns} from ticket t
      where t.service_point_id = ${ask.service_point_id} and t.patient_id = ${ask.patient_id}
        and t.state not in ('finished', 'left')
    `.execute(tx),
  );
}

/** Where a ticket's doctor sent the patient, as long as nobody has called there. */
export async function waitingSentBy(tx: Tx, ticket_id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ticket where sent_by_ticket_id = ${ticket_id} and state = 'waiting' order by id
  `.execute(tx);
  return rows.map((row) => row.id);
}

/** Tickets of service points, of a day that is over, that nobody has closed. */
export async function openAtPointsBefore(tx: Tx, date: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from ticket where kind <> 'visit' and date <= ${date} and state not in ('finished', 'left') order by id
  `.execute(tx);
  return rows.map((row) => row.id);
}

export async function actsOf(tx: Tx, ticket_id: string): Promise<ActRow[]> {
  const { rows } = await sql<ActRow>`
    select seq, act, actor, at, reason, state, room_id, undone_at from ticket_act
    where ticket_id = ${ticket_id} order by seq
  `.execute(tx);
  return rows;
}
