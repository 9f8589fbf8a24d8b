/** What may be done with a ticket, by whom; the server decides again. Pure. */
import type { Role, TicketView } from '@menzhen/contract';

export const ticketActs = [
  'call',
  'start',
  'serve',
  'recall',
  'pass',
  'return',
  'resume',
  'back',
  'finish',
  'place',
  'urgency',
  'class',
  'hold',
  'send_out',
  'transfer',
] as const;
export type TicketAct = (typeof ticketActs)[number];
/** Acts that are told with more than a press: where to, how urgent, why. */
const formActs = ['place', 'urgency', 'class', 'hold', 'send_out', 'transfer'] as const;
export type FormAct = (typeof formActs)[number];
export const isFormAct = (act: TicketAct): act is FormAct => (formActs as readonly string[]).includes(act);

type Standing = Pick<TicketView, 'state' | 'service_point_id'>;

const inState: Record<TicketView['state'], readonly TicketAct[]> = {
  waiting: ['call', 'place', 'urgency', 'class', 'hold', 'transfer'],
  called: ['start', 'serve', 'recall', 'pass', 'finish'],
  in_consultation: ['finish', 'send_out'],
  passed: ['return', 'call', 'hold', 'urgency', 'class', 'transfer'],
  held: ['resume', 'urgency', 'class', 'transfer'],
  away: ['back'],
  finished: [],
  left: [],
};
const caller: readonly Role[] = ['doctor', 'nurse'];
const anybody: readonly Role[] = ['doctor', 'nurse', 'clerk'];
const who: Record<TicketAct, readonly Role[]> = {
  call: caller,
  start: ['doctor'],
  serve: caller,
  recall: caller,
  pass: caller,
  return: anybody,
  resume: anybody,
  back: anybody,
  finish: caller,
  place: caller,
  urgency: caller,
  class: anybody,
  hold: anybody,
  send_out: ['doctor'],
  transfer: caller,
};
/** A visit is begun and finished with its note, at the doctor's; a test is served and finished at its point. */
const onlyAtPoint: readonly TicketAct[] = ['serve', 'finish'];
const onlyAtDoctor: readonly TicketAct[] = ['start', 'send_out'];

/** The acts to offer, the likeliest first. */
export function actsOf(ticket: Standing, roles: readonly Role[]): TicketAct[] {
  const elsewhere = ticket.service_point_id === null ? onlyAtPoint : onlyAtDoctor;
  return inState[ticket.state].filter(
    (act) => !elsewhere.includes(act) && who[act].some((role) => roles.includes(role)),
  );
}

/** Whether the last act on the ticket was this person's and may still be undone. `now_ms` by the hospital's clock. */
export function mayUndo(ticket: Pick<TicketView, 'last_act'>, staff_id: string | undefined, now_ms: number): boolean {
  const { last_act } = ticket;
  return last_act.staff_id === staff_id && last_act.undo_until !== null && now_ms < Date.parse(last_act.undo_until);
}

/** Of these, the ticket whose last act this person may undo and did last. */
export function undoable(tickets: readonly TicketView[], staff_id: string | undefined, now_ms: number) {
  return tickets
    .filter((ticket) => mayUndo(ticket, staff_id, now_ms))
    .toSorted((a, b) => Date.parse(b.last_act.at) - Date.parse(a.last_act.at))[0];
}

/**
 * Before whom a ticket stands when it goes `steps` places on (down) or back (up): the id of that ticket, null for the end
 * of the line, undefined when it cannot move that way.
 */
export function placeBy(ids: readonly string[], id: string, steps: number): string | null | undefined {
  const from = ids.indexOf(id);
  const to = Math.max(0, Math.min(ids.length - 1, from + steps));
  if (from === -1 || to === from) return undefined;
  return ids.filter((one) => one !== id)[to] ?? null;
}
