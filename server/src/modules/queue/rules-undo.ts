/** What may be taken back, by whom and until when. Pure. */
import type { ticketActs } from '@menzhen/contract';
import type { TicketState } from './rules.ts';

export type TicketAct = (typeof ticketActs)[number];

/** Where undoing an act may lead from the state it led to; acts that are not named cannot be undone. */
export const undoneMoves: Partial<Record<TicketAct, Partial<Record<TicketState, readonly TicketState[]>>>> = {
  call: { called: ['waiting', 'passed'] },
  pass: { passed: ['called'] },
  return: { waiting: ['passed'] },
  hold: { held: ['waiting', 'passed'] },
  resume: { waiting: ['held'] },
  start: { in_consultation: ['called'] },
  send_out: { away: ['in_consultation'] },
  back: { waiting: ['away'] },
  finish: { finished: ['in_consultation', 'away', 'called', 'waiting', 'passed', 'held'] },
  transfer: { waiting: ['waiting', 'passed', 'held'] },
  urgency: { waiting: ['waiting'], passed: ['passed'], held: ['held'] },
  class: { waiting: ['waiting'], passed: ['passed'], held: ['held'] },
  place: { waiting: ['waiting'] },
};

export interface LastAct {
  act: TicketAct;
  actor: string;
  at: Temporal.Instant;
}

/** Until when an act may be taken back; null: it cannot be. */
export const undoUntil = (last: Pick<LastAct, 'act' | 'at'>, undo_minutes: number): Temporal.Instant | null =>
  undoneMoves[last.act] ? last.at.add({ minutes: undo_minutes }) : null;

export type UndoRefusal = 'not_yours' | 'over' | 'cannot';

/** Why the actor may not take back a ticket's last act now, or null. */
export function judgeUndo(
  last: LastAct,
  ask: { actor: string; now: Temporal.Instant; undo_minutes: number },
): UndoRefusal | null {
  const until = undoUntil(last, ask.undo_minutes);
  if (!until) return 'cannot';
  if (last.actor !== ask.actor) return 'not_yours';
  return Temporal.Instant.compare(ask.now, until) > 0 ? 'over' : null;
}
export const undoWords: Record<Exclude<UndoRefusal, 'not_yours'>, { zh: string; en: string }> = {
  over: { zh: '已过可撤销的时间', en: 'the time for it is over' },
  cannot: {
    zh: '最近的操作不能撤销，或之后又有变化',
    en: 'the last act cannot be undone, or something happened since',
  },
};
