/** Use cases on a ticket in its line: hold, send for a test and back, transfer, urgency, class, place. */
import { found, record, Refusal, type Tx } from '../../kernel/index.ts';
import { type Deed, factOfTicket } from './facts.ts';
import { standing } from './rules.ts';
import { aheadToStandBefore, type LineGround, type TicketClass } from './rules-order.ts';
import { act, takeNumber } from './service.ts';
import * as store from './store.ts';
import * as moves from './store-moves.ts';
import type { LineRow, TicketRow } from './tables.ts';

export const holdTicket = (tx: Tx, ask: { id: string; reason: string }, deed: Deed): Promise<TicketRow> =>
  act(
    tx,
    {
      ...ask,
      act: 'hold',
      from: ['waiting', 'passed'],
      patch: (was) => ({
        ...moves.FRESH,
        state: 'held',
        held_at: moves.later(deed.at, was.act_at),
        held_reason: ask.reason,
      }),
    },
    deed,
  );

/** Stands again where slot and check-in put it. */
export const resumeTicket = (tx: Tx, id: string, deed: Deed): Promise<TicketRow> =>
  act(tx, { id, act: 'resume', from: ['held'], patch: { ...moves.FRESH, state: 'waiting' } }, deed);

/** Sent for a test: the room is free, the visit stays open. */
export const sendOut = (tx: Tx, ask: { id: string; reason: string | null }, deed: Deed): Promise<TicketRow> =>
  act(
    tx,
    {
      ...ask,
      act: 'send_out',
      from: ['in_consultation'],
      patch: (was) => ({ state: 'away', away_at: moves.later(deed.at, was.act_at) }),
    },
    deed,
  );

/** Back with results: waits again, a round further, for the doctor who sent the patient. */
export const backWithResults = (tx: Tx, id: string, deed: Deed): Promise<TicketRow> =>
  act(
    tx,
    {
      id,
      act: 'back',
      from: ['away'],
      patch: (was) => ({
        ...moves.FRESH,
        state: 'waiting',
        round: was.round + 1,
        back_at: moves.later(deed.at, was.act_at),
      }),
    },
    deed,
  );

export const setUrgency = (tx: Tx, ask: { id: string; urgency: number; reason: string }, deed: Deed) => {
  const { id, reason, urgency } = ask;
  return act(tx, { id, reason, act: 'urgency', from: standing, patch: { urgency } }, deed);
};

export const setClass = (tx: Tx, ask: { id: string; class: TicketClass | null; reason: string }, deed: Deed) => {
  const { id, reason } = ask;
  return act(tx, { id, reason, act: 'class', from: standing, patch: { class: ask.class } }, deed);
};

/** Gives a waiting ticket its place right before another of its line; refuses with `line_changed` when that is gone. */
export async function placeTicket(
  tx: Tx,
  ask: { id: string; before_id: string | null; reason: string; line: LineRow[]; ground: LineGround },
  deed: Deed,
): Promise<TicketRow> {
  const { id, reason, before_id, line, ground } = ask;
  const placed_ahead = aheadToStandBefore(line, { ticket_id: id, before_id }, ground);
  if (placed_ahead === undefined || before_id === id) throw new Refusal('line_changed');
  const placed_after_call = await moves.lastCall(tx);
  const patch = (was: TicketRow) => ({
    returned_at: null,
    returned_after_call: null,
    placed_at: moves.later(deed.at, was.act_at),
    placed_ahead,
    placed_after_call,
    placed_reason: reason,
  });
  return act(tx, { id, reason, act: 'place', from: ['waiting'], patch }, deed);
}

/** Where a ticket is transferred to: a session (its doctor and room), or a service point. */
export type TransferTo =
  | { session_id: string; doctor_id: string; room_id: string; visit_type_id: string; department_id: string }
  | { service_point_id: string; department_id: string };

/**
 * Goes to another line and waits there by slot and check-in. The number is kept within the department; in another one it gets
 * a new number, and the former one is kept to be told.
 */
export async function transferTicket(
  tx: Tx,
  ask: { id: string; to: TransferTo; reason: string },
  deed: Deed,
): Promise<TicketRow> {
  const { id, reason, to } = ask;
  const was = found(await store.ticketById(tx, id));
  const isNew = was.department_id !== to.department_id;
  const numbered = isNew ? { ...(await takeNumber(tx, to.department_id, was.date)), former_number: was.number } : {};
  const room = 'service_point_id' in to ? { room_id: null } : {};
  const told = isNew ? { former_number: was.number } : {};
  const patch = { ...moves.FRESH, ...room, ...to, ...numbered, state: 'waiting' as const };
  return act(tx, { id, reason, act: 'transfer', from: standing, patch, told }, deed);
}

/** Tells once that few people are ahead; false when it was told before or the ticket waits no longer. */
export async function tellNear(tx: Tx, ask: { id: string; people_ahead: number }, deed: Deed): Promise<boolean> {
  const row = await moves.setNear(tx, ask.id, deed.at);
  if (!row) return false;
  const at = moves.later(deed.at, row.act_at);
  await record(tx, factOfTicket('ticket.near', row, { ...deed, at }, { people_ahead: ask.people_ahead }));
  return true;
}
