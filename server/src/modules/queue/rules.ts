/**
 * The queue's rules: who may move a ticket where, in which order people are called and why, and how tickets are numbered.
 * Pure: no clock, no database.
 */
import type { ticketStates } from '@menzhen/contract';

export type TicketState = (typeof ticketStates)[number];

/** Legal moves of a ticket; anything else is refused (I7). */
export const ticketMoves: Record<TicketState, readonly TicketState[]> = {
  waiting: ['called', 'left'],
  called: ['in_consultation', 'passed', 'left'],
  passed: ['waiting', 'called', 'left'],
  in_consultation: ['finished'],
  finished: [],
  left: [],
};

/** States from which a ticket may move to `to`. */
export const movesInto = (to: TicketState): TicketState[] =>
  (Object.keys(ticketMoves) as TicketState[]).filter((from) => ticketMoves[from].includes(to));

/** From these a ticket goes along with its booking to another session of the same day: it waits there. Not a move of its own. */
export const goesAlongFrom: readonly TicketState[] = ['waiting', 'passed', 'left'];

export const ticketStateWords: Record<TicketState, { zh: string; en: string }> = {
  waiting: { zh: '候诊', en: 'waiting' },
  called: { zh: '已叫号', en: 'called' },
  in_consultation: { zh: '就诊中', en: 'in consultation' },
  passed: { zh: '过号', en: 'passed' },
  finished: { zh: '已结束', en: 'finished' },
  left: { zh: '已离开', en: 'left' },
};

/** A passed patient who comes back lets this many waiting people go first. */
export const PEOPLE_BEFORE_A_RETURN = 2;

/** What the order needs to know of a waiting ticket. */
export interface Waiting {
  id: string;
  serial: number;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
  checked_in_at: Temporal.Instant;
  /** Set when the ticket was passed and came back: how many others have been called since. */
  called_since_return: number | null;
  returned_at: Temporal.Instant | null;
}

export type Reason =
  | { kind: 'slot'; slot_starts_at: Temporal.Instant }
  | { kind: 'late'; slot_starts_at: Temporal.Instant; behind_slot_at: Temporal.Instant }
  | { kind: 'returned'; lets_pass: number };

export interface Placed<T> {
  ticket: T;
  /** 1 = next. */
  position: number;
  reason: Reason;
}

const { compare } = Temporal.Instant;

/** True when the patient came after the own slot was over. */
const isLate = (ticket: Waiting): boolean => compare(ticket.checked_in_at, ticket.slot_ends_at) >= 0;

/** The slot whose people a ticket stands with: its own, or, for one who came late, the slot running on arrival. */
export function slotOfPlace(ticket: Waiting): Temporal.Instant {
  if (!isLate(ticket)) return ticket.slot_starts_at;
  const { epochMilliseconds: starts_ms } = ticket.slot_starts_at;
  const slot_ms = ticket.slot_ends_at.epochMilliseconds - starts_ms;
  const slots_later = Math.floor((ticket.checked_in_at.epochMilliseconds - starts_ms) / slot_ms);
  return Temporal.Instant.fromEpochMilliseconds(starts_ms + slots_later * slot_ms);
}

function byTurn(a: Waiting, b: Waiting): number {
  return (
    compare(slotOfPlace(a), slotOfPlace(b)) ||
    Number(isLate(a)) - Number(isLate(b)) ||
    compare(a.checked_in_at, b.checked_in_at) ||
    a.serial - b.serial
  );
}

function reasonOf(ticket: Waiting): Reason {
  const { slot_starts_at } = ticket;
  return isLate(ticket)
    ? { kind: 'late', slot_starts_at, behind_slot_at: slotOfPlace(ticket) }
    : { kind: 'slot', slot_starts_at };
}

const letsPass = (ticket: Waiting): number => Math.max(0, PEOPLE_BEFORE_A_RETURN - (ticket.called_since_return ?? 0));

/**
 * The order of calling: by slot; who came after the own slot stands behind those of the slot running on arrival; within
 * that by check-in. A passed patient who came back goes in after PEOPLE_BEFORE_A_RETURN others have been called.
 */
export function order<T extends Waiting>(waiting: readonly T[]): Placed<T>[] {
  const line = waiting.filter((ticket) => !ticket.returned_at).sort(byTurn);
  const back = waiting
    .filter((ticket) => ticket.returned_at)
    .sort((a, b) => compare(a.returned_at!, b.returned_at!) || a.serial - b.serial);
  let earliest = 0;
  for (const ticket of back) {
    const place = Math.min(line.length, Math.max(earliest, letsPass(ticket)));
    line.splice(place, 0, ticket);
    earliest = place + 1;
  }
  return line.map((ticket, index) => ({
    ticket,
    position: index + 1,
    reason: ticket.returned_at ? { kind: 'returned', lets_pass: Math.min(index, letsPass(ticket)) } : reasonOf(ticket),
  }));
}

/** Letters without those that are heard or read as another (I, O). */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The letter of the n-th department that ever issued a ticket: A … Z, then AA, AB … */
export function letterOf(ordinal: number): string {
  const last = LETTERS[ordinal % LETTERS.length]!;
  return ordinal < LETTERS.length ? last : letterOf(Math.floor(ordinal / LETTERS.length) - 1) + last;
}

/** As called: A012. */
export const numberOf = (letter: string, serial: number): string => `${letter}${String(serial).padStart(3, '0')}`;
