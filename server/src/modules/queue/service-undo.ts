/** Taking back one's last act on a ticket. Booking and visit go back beside it, in the journey undo-an-act.ts. */
import { record, Refusal, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTicket } from './facts.ts';
import { judgeUndo, undoneMoves, undoWords } from './rules-undo.ts';
import { claimRoom } from './service.ts';
import * as moves from './store-moves.ts';
import type { TicketRow } from './tables.ts';

const tooLate = (why: keyof typeof undoWords): Refusal =>
  new Refusal('undo_too_late', { zh: { why: undoWords[why].zh }, en: { why: undoWords[why].en } });

/** What the ticket was before, if the actor may take the last act back now; throws the refusal that says why not. */
export async function beforeUndo(
  tx: Tx,
  ticket: TicketRow,
  ask: { actor: string; now: Temporal.Instant; undo_minutes: number },
): Promise<TicketRow> {
  const no = judgeUndo({ act: ticket.act, actor: ticket.act_actor, at: ticket.act_at }, ask);
  if (no === 'not_yours') throw new Refusal('undo_not_yours');
  if (no) throw tooLate(no);
  const was = await moves.beforeLastAct(tx, ticket.id);
  if (!was || !undoneMoves[ticket.act]?.[ticket.state]?.includes(was.state)) throw tooLate('cannot');
  return was;
}

/** Puts the ticket back to what it was; a room that it needs again must be free. */
export async function undoTicket(tx: Tx, ask: { ticket: TicketRow; was: TicketRow }, deed: Deed): Promise<TicketRow> {
  const { ticket, was } = ask;
  const inside = (row: TicketRow) => row.state === 'called' || row.state === 'in_consultation';
  if (inside(was) && !inside(ticket) && was.room_id) await claimRoom(tx, was.room_id);
  const { id, act, act_at, state } = ticket;
  const row = await moves.undoAct(tx, { id, act, act_at, state }, deed);
  if (!row) throw tooLate('cannot');
  const told = { from: state, state: row.state, undone: act };
  await record(tx, factOfTicket('ticket.undone', row, { ...deed, at: row.act_at }, told));
  return row;
}
