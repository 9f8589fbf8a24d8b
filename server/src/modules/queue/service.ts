/**
 * Use cases on tickets from check-in to the end. Each runs in the caller's transaction (the journeys put booking and visit
 * beside it) and records its fact. Two consoles that press at once are told apart by compare-and-set; a ticket is never
 * called in two rooms (I10).
 */
import { found, newId, record, Refusal, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfAct, factOfTicket, type TicketFactKind } from './facts.ts';
import type { BookingForTicket } from './ports.ts';
import {
  finishFrom,
  goesAlongFrom,
  letterOf,
  movesInto,
  numberOf,
  type TicketState,
  ticketStateWords,
} from './rules.ts';
import type { Placed, TicketClass } from './rules-order.ts';
import * as store from './store.ts';
import * as moves from './store-moves.ts';
import * as numbers from './store-numbers.ts';
import { isVisit, type LineRow, type TicketRow } from './tables.ts';

/** The next number of a department's day. */
export async function takeNumber(tx: Tx, department_id: string, date: string) {
  const letter =
    (await numbers.letterOfDepartment(tx, department_id)) ?? (await numbers.takeLetter(tx, department_id, letterOf));
  const serial = await numbers.nextSerial(tx, department_id, date);
  return { serial, number: numberOf(letter, serial) };
}

/** What the hospital's rules or a nurse know of a patient on arrival. */
export interface Need {
  urgency?: number;
  class?: TicketClass | null;
}

/** Gives a checked-in booking its ticket, a new one when it had left the queue; throws `booking_state` when it has one. */
export async function issueTicket(tx: Tx, booking: BookingForTicket, deed: Deed, need: Need = {}): Promise<TicketRow> {
  const { session_id, patient_id, department_id, doctor_id, room_id, visit_type_id, date } = booking;
  const { slot_starts_at, slot_ends_at } = booking;
  const ticket = await moves.insertTicket(
    tx,
    {
      id: newId(deed.at.epochMilliseconds),
      kind: 'visit',
      booking_id: booking.id,
      service_point_id: null,
      sent_by_ticket_id: null,
      ...{ session_id, patient_id, department_id, doctor_id, room_id, visit_type_id, date },
      ...{ slot_starts_at, slot_ends_at },
      ...(await takeNumber(tx, department_id, date)),
      checked_in_at: deed.at,
      urgency: need.urgency ?? 4,
      class: need.class ?? null,
    },
    deed,
  );
  if (!ticket) throw new Refusal('booking_state', { zh: { state: '已签到' }, en: { state: 'checked in' } });
  await record(tx, factOfTicket('ticket.issued', ticket, { ...deed, at: ticket.act_at }));
  return ticket;
}

export function stateRefusal(ticket: TicketRow): Refusal {
  const { zh, en } = ticketStateWords[ticket.state];
  return new Refusal('ticket_state', { zh: { state: zh }, en: { state: en } });
}

interface Doing extends moves.Act {
  /** Told by another fact than the act's own. */
  fact?: TicketFactKind;
  told?: Parameters<typeof factOfTicket>[3];
}
/** Does an act and records its fact; throws the refusal that names the state that was in the way. */
export async function act(tx: Tx, { fact, told, ...doing }: Doing, deed: Deed): Promise<TicketRow> {
  const row = await moves.doAct(tx, doing, deed);
  if (!row) throw stateRefusal(found(await store.ticketById(tx, doing.id)));
  const reason = doing.reason ? { reason: doing.reason } : {};
  await record(
    tx,
    factOfTicket(fact ?? factOfAct[doing.act], row, { ...deed, at: row.act_at }, { ...reason, ...told }),
  );
  return row;
}

/** Holds the room and refuses while it has a patient. */
export async function claimRoom(tx: Tx, room_id: string): Promise<void> {
  await moves.holdRoom(tx, room_id);
  const open = await store.openInRoom(tx, room_id);
  if (open) throw new Refusal('room_busy', { ticket: open.number });
}

/** Where a called ticket goes: the room, and for a visit the doctor who calls and the session that is held there. */
export interface CallTo {
  room_id: string;
  session_id?: string;
  doctor_id?: string;
}

/** Calls this ticket into the room; the room must have been claimed in the same transaction. `turn`: whose turn it is. */
export async function callTicket(
  tx: Tx,
  ask: { id: string; to: CallTo; turn: string; from?: TicketState[] },
  deed: Deed,
): Promise<TicketRow> {
  const ticket = await act(
    tx,
    {
      id: ask.id,
      act: 'call',
      from: ask.from ?? movesInto('called'),
      patch: (was) => ({
        state: 'called',
        ...ask.to,
        calls: was.calls + 1,
        called_at: moves.later(deed.at, was.act_at),
      }),
    },
    deed,
  );
  await moves.insertCall(tx, ticket, ticket.act_at, ask.turn);
  return ticket;
}

export interface NextAsk {
  room_id: string;
  to: (ticket: TicketRow) => CallTo;
  /** The line in the order of calling; asked when the room is held. */
  line: (tx: Tx) => Promise<Placed<LineRow>[]>;
  /** Moves the booking along before its ticket; false: somebody else has it, so the next one is tried. */
  take?: (ticket: TicketRow) => Promise<boolean>;
}

/** Calls the first of the line into the room; undefined when nobody waits. */
export async function callFirst(tx: Tx, ask: NextAsk, deed: Deed): Promise<TicketRow | undefined> {
  await claimRoom(tx, ask.room_id);
  let left = await ask.line(tx);
  while (left.length > 0) {
    const id = await moves.reserveFirst(
      tx,
      left.map((placed) => placed.ticket.id),
    );
    if (!id) return undefined;
    const { turn } = left.find((placed) => placed.ticket.id === id)!;
    left = left.filter((placed) => placed.ticket.id !== id);
    const ticket = found(await store.ticketById(tx, id));
    if (ticket.state !== 'waiting' || (ask.take && !(await ask.take(ticket)))) continue;
    return callTicket(tx, { id, to: ask.to(ticket), turn, from: ['waiting'] }, deed);
  }
  return undefined;
}

export async function recallTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const ticket = await act(
    tx,
    { id, act: 'recall', from: ['called'], patch: (was) => ({ calls: was.calls + 1 }) },
    deed,
  );
  await moves.insertCall(tx, ticket, ticket.act_at, null);
  return ticket;
}

export const passTicket = (tx: Tx, id: string, deed: Deed): Promise<TicketRow> =>
  act(
    tx,
    {
      id,
      act: 'pass',
      from: movesInto('passed'),
      patch: (was) => ({ state: 'passed', passed_at: moves.later(deed.at, was.act_at) }),
    },
    deed,
  );

/** A passed patient is back: waits again, after a few others. */
export async function returnTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const returned_after_call = await moves.lastCall(tx);
  const patch = (was: TicketRow) => ({
    ...moves.FRESH,
    state: 'waiting' as const,
    returned_at: moves.later(deed.at, was.act_at),
    returned_after_call,
  });
  return act(tx, { id, act: 'return', from: ['passed'], patch }, deed);
}

export const startTicket = (tx: Tx, id: string, deed: Deed): Promise<TicketRow> =>
  act(
    tx,
    {
      id,
      act: 'start',
      from: ['called'],
      patch: (was) => ({
        ...moves.FRESH,
        state: 'in_consultation',
        // back with results: the visit goes on
        started_at: was.round > 1 && was.started_at ? was.started_at : moves.later(deed.at, was.act_at),
      }),
    },
    deed,
  );

export async function finishTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const ticket = found(await store.ticketById(tx, id));
  const patch = (was: TicketRow) => ({
    ...moves.FRESH,
    state: 'finished' as const,
    started_at: was.started_at ?? was.called_at,
    ended_at: moves.later(deed.at, was.act_at),
  });
  return act(tx, { id, act: 'finish', from: finishFrom(ticket), patch }, deed);
}

/** A ticket, if it still stands in a queue, leaves. Once or not at all. */
export async function leave(tx: Tx, id: string, deed: Deed): Promise<boolean> {
  const patch = (was: TicketRow) => ({
    ...moves.FRESH,
    state: 'left' as const,
    ended_at: moves.later(deed.at, was.act_at),
  });
  const row = await moves.doAct(tx, { id, act: 'leave', from: movesInto('left'), patch }, deed);
  if (!row) return false;
  await record(tx, factOfTicket('ticket.left', row, { ...deed, at: row.act_at }));
  return true;
}

/** The booking was cancelled or its day is over: its ticket leaves. */
export async function leaveQueue(tx: Tx, booking_id: string, deed: Deed): Promise<boolean> {
  const ticket = await store.ticketOfBooking(tx, booking_id);
  return ticket ? leave(tx, ticket.id, deed) : false;
}

/** The booking went to another session of the same day: its ticket goes along, keeps its number and waits there. */
export async function moveTicket(tx: Tx, booking: BookingForTicket, deed: Deed): Promise<boolean> {
  const ticket = await store.ticketOfBooking(tx, booking.id);
  if (!ticket || ticket.date !== booking.date || ticket.department_id !== booking.department_id) return false;
  if (!goesAlongFrom.includes(ticket.state)) return false;
  const { session_id, doctor_id, room_id, visit_type_id, slot_starts_at, slot_ends_at } = booking;
  const patch = {
    ...moves.FRESH,
    state: 'waiting' as const,
    ended_at: null,
    ...{ session_id, doctor_id, room_id, visit_type_id, slot_starts_at, slot_ends_at },
  };
  const row = await moves.doAct(tx, { id: ticket.id, act: 'transfer', from: goesAlongFrom, patch }, deed);
  if (row) await record(tx, factOfTicket('ticket.moved', row, { ...deed, at: row.act_at }));
  return row !== undefined;
}

/** Another doctor has taken sessions over: who waits or is being called goes to them. */
export async function handOver(tx: Tx, ask: { session_ids: string[]; doctor_id: string }, deed: Deed): Promise<void> {
  for (const id of await moves.standingOfSessions(tx, ask.session_ids)) {
    const from: TicketState[] = ['waiting', 'called', 'passed', 'held'];
    const doing: moves.Act = { id, act: 'hand_over', from, patch: { doctor_id: ask.doctor_id } };
    const row = await moves.doAct(tx, doing, deed);
    if (row) await record(tx, factOfTicket('ticket.handed_over', row, { ...deed, at: row.act_at }));
  }
}

/** Whether the booking of a ticket moves along with it: from the second round on its visit is open and stays so. */
export const bookingFollows = (ticket: TicketRow): ticket is TicketRow & { booking_id: string } =>
  isVisit(ticket) && ticket.round === 1;
