/** The queue's rules: where a ticket may move, and how tickets are numbered. The order of calling: rules-order.ts. Pure. */
import type { ticketStates } from '@menzhen/contract';

export type TicketState = (typeof ticketStates)[number];

/** Legal moves of a ticket; anything else is refused (I7). Back by undo: `undoneMoves`. */
export const ticketMoves: Record<TicketState, readonly TicketState[]> = {
  waiting: ['called', 'held', 'finished', 'left'],
  called: ['in_consultation', 'passed', 'finished', 'left'],
  passed: ['waiting', 'called', 'held', 'finished', 'left'],
  held: ['waiting', 'finished', 'left'],
  in_consultation: ['finished', 'away'],
  away: ['waiting', 'finished'],
  finished: [],
  left: [],
};

/** States from which a ticket may move to `to`. */
export const movesInto = (to: TicketState): TicketState[] =>
  (Object.keys(ticketMoves) as TicketState[]).filter((from) => ticketMoves[from].includes(to));

/** From these a ticket goes along with its booking to another session of the same day: it waits there. Not a move of its own. */
export const goesAlongFrom: readonly TicketState[] = ['waiting', 'passed', 'held', 'left'];
/** From these a ticket may be given another place, level, class, line. */
export const standing: readonly TicketState[] = ['waiting', 'passed', 'held'];

/**
 * From where a ticket may be finished: the visit that runs, or one whose patient is away; of who came back with results also
 * while waiting again, since the visit is open; at a service point from the call on.
 */
export function finishFrom(ticket: { kind: string; round: number }): TicketState[] {
  if (ticket.kind !== 'visit') return ['called', 'in_consultation'];
  return ticket.round === 1 ? ['in_consultation', 'away'] : movesInto('finished');
}

export const ticketStateWords: Record<TicketState, { zh: string; en: string }> = {
  waiting: { zh: '候诊', en: 'waiting' },
  called: { zh: '已叫号', en: 'called' },
  in_consultation: { zh: '就诊中', en: 'in consultation' },
  passed: { zh: '过号', en: 'passed' },
  held: { zh: '暂缓', en: 'on hold' },
  away: { zh: '外出检查', en: 'away for a test' },
  finished: { zh: '已结束', en: 'finished' },
  left: { zh: '已离开', en: 'left' },
};

/** Letters without those that are heard or read as another (I, O). */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The letter of the n-th department that ever issued a ticket: A … Z, then AA, AB … */
export function letterOf(ordinal: number): string {
  const last = LETTERS[ordinal % LETTERS.length]!;
  return ordinal < LETTERS.length ? last : letterOf(Math.floor(ordinal / LETTERS.length) - 1) + last;
}

/** As called: A012. */
export const numberOf = (letter: string, serial: number): string => `${letter}${String(serial).padStart(3, '0')}`;
