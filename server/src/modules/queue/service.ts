/**
 * Use cases on tickets. Each runs in the caller's transaction (the journeys put booking and visit beside it) and records
 * its fact. Two consoles that press at once are told apart by compare-and-set; a ticket is never called in two rooms (I10).
 */
import { found, newId, record, Refusal, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTicket, type TicketFactKind } from './facts.ts';
import type { BookingForTicket } from './ports.ts';
import {
  goesAlongFrom,
  letterOf,
  movesInto,
  numberOf,
  order,
  type Placed,
  type TicketState,
  ticketStateWords,
} from './rules.ts';
import * as store from './store.ts';
import type { LineRow, TicketRow } from './tables.ts';

/** Gives a checked-in booking its ticket, a new one when it had left the queue; throws `booking_state` when it has one. */
export async function issueTicket(tx: Tx, booking: BookingForTicket, deed: Deed): Promise<TicketRow> {
  const { department_id, date } = booking;
  const letter =
    (await store.letterOfDepartment(tx, department_id)) ?? (await store.takeLetter(tx, department_id, letterOf));
  const serial = await store.nextSerial(tx, department_id, date);
  const { id: booking_id, ...rest } = booking;
  const ticket = await store.insertTicket(tx, {
    ...rest,
    id: newId(deed.at.epochMilliseconds),
    booking_id,
    serial,
    number: numberOf(letter, serial),
    checked_in_at: deed.at,
  });
  if (!ticket) throw new Refusal('booking_state', { zh: { state: '已签到' }, en: { state: 'checked in' } });
  await record(tx, factOfTicket('ticket.issued', ticket, deed));
  return ticket;
}

/** The waiting tickets of sessions in the order of calling, each with its reason. */
export async function lineOf(tx: Tx, session_ids: string[]): Promise<Placed<LineRow>[]> {
  return order(await store.waitingOf(tx, session_ids));
}

function stateRefusal(ticket: TicketRow): Refusal {
  const { zh, en } = ticketStateWords[ticket.state];
  return new Refusal('ticket_state', { zh: { state: zh }, en: { state: en } });
}

/** The moved ticket with its fact written, or the refusal that names the state that was in the way. */
async function moved(tx: Tx, kind: TicketFactKind, id: string, row: TicketRow | undefined, deed: Deed) {
  if (!row) throw stateRefusal(found(await store.ticketById(tx, id)));
  await record(tx, factOfTicket(kind, row, deed));
  return row;
}

/** Holds the room and refuses while it has a patient. */
export async function claimRoom(tx: Tx, room_id: string): Promise<void> {
  await store.holdRoom(tx, room_id);
  const open = await store.openInRoom(tx, room_id);
  if (open) throw new Refusal('room_busy', { ticket: open.number });
}

/** Calls this ticket into the room; the room must have been claimed in the same transaction. */
export async function callTicket(
  tx: Tx,
  ask: { id: string; room_id: string; from?: TicketState[] },
  deed: Deed,
): Promise<TicketRow> {
  const row = await store.setCalled(tx, { from: movesInto('called'), ...ask, at: deed.at });
  const ticket = await moved(tx, 'ticket.called', ask.id, row, deed);
  await store.insertCall(tx, ticket, deed.at, true);
  return ticket;
}

export interface NextAsk {
  session_ids: string[];
  room_id: string;
  /** Moves the booking along before its ticket; false: somebody else has it, so the next one is tried. */
  take?: (ticket: TicketRow) => Promise<boolean>;
}

/** Calls the first of the line into the room; undefined when nobody waits. */
export async function callFirst(tx: Tx, ask: NextAsk, deed: Deed): Promise<TicketRow | undefined> {
  await claimRoom(tx, ask.room_id);
  let left = (await lineOf(tx, ask.session_ids)).map((placed) => placed.ticket.id);
  while (left.length > 0) {
    const id = await store.reserveFirst(tx, left);
    if (!id) return undefined;
    left = left.filter((one) => one !== id);
    const ticket = found(await store.ticketById(tx, id));
    if (ticket.state !== 'waiting' || (ask.take && !(await ask.take(ticket)))) continue;
    return callTicket(tx, { id, room_id: ask.room_id, from: ['waiting'] }, deed);
  }
  return undefined;
}

export async function recallTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const ticket = await moved(tx, 'ticket.recalled', id, await store.setRecalled(tx, id), deed);
  await store.insertCall(tx, ticket, deed.at, false);
  return ticket;
}

export async function passTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const row = await store.setState(tx, { id, from: movesInto('passed'), to: 'passed', at: deed.at });
  return moved(tx, 'ticket.passed', id, row, deed);
}

/** A passed patient is back: waits again, after a few others. */
export async function returnTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const row = await store.setReturned(tx, { id, from: movesInto('waiting'), at: deed.at });
  return moved(tx, 'ticket.returned', id, row, deed);
}

export async function startTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const row = await store.setState(tx, { id, from: movesInto('in_consultation'), to: 'in_consultation', at: deed.at });
  return moved(tx, 'ticket.started', id, row, deed);
}

export async function finishTicket(tx: Tx, id: string, deed: Deed): Promise<TicketRow> {
  const row = await store.setState(tx, { id, from: movesInto('finished'), to: 'finished', at: deed.at });
  return moved(tx, 'ticket.finished', id, row, deed);
}

/** The booking was cancelled or its day is over: its ticket, if it still stands in a queue, leaves. Once or not at all. */
export async function leaveQueue(tx: Tx, booking_id: string, deed: Deed): Promise<boolean> {
  const ticket = await store.ticketOfBooking(tx, booking_id);
  if (!ticket) return false;
  const row = await store.setState(tx, { id: ticket.id, from: movesInto('left'), to: 'left', at: deed.at });
  if (!row) return false;
  await record(tx, factOfTicket('ticket.left', row, deed));
  return true;
}

/** The booking went to another session of the same day: its ticket goes along, keeps its number and waits there. */
export async function moveTicket(tx: Tx, booking: BookingForTicket, deed: Deed): Promise<boolean> {
  const row = await store.setPlace(tx, booking, goesAlongFrom);
  if (row) await record(tx, factOfTicket('ticket.moved', row, deed));
  return row !== undefined;
}

/** Another doctor has taken sessions over: who waits or is being called goes to them. */
export async function handOver(tx: Tx, ask: { session_ids: string[]; doctor_id: string }, deed: Deed): Promise<void> {
  const rows = await store.setDoctor(tx, ask);
  await record(tx, ...rows.map((row) => factOfTicket('ticket.handed_over', row, deed)));
}
