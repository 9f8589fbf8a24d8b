/** SQL of refunds. Locks go refund before order; the order's own columns keep refunds within what was captured. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import { orderTransitions, refundTransitions } from './rules.ts';
import type { OrderRow, Payable, RefundPart, RefundRow } from './tables.ts';

export async function readRefund(tx: Tx, id: string): Promise<RefundRow | undefined> {
  return first(await sql<RefundRow>`select * from refund where id = ${id}`.execute(tx));
}

export async function listRefundsOf(tx: Tx, order_ids: readonly string[]): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where order_id = any(${order_ids}::uuid[]) order by requested_at, id
  `.execute(tx);
  return rows;
}

/** The order of the payable that can give back so much, locked: the one asked for, else the one paid first. */
export async function findRefundableOrder(
  tx: Tx,
  ask: { payable: Payable; order_id: string | null; refund_fen: number },
): Promise<OrderRow | undefined> {
  return first(
    await sql<OrderRow>`
      select * from payment_order
      where payable_kind = ${ask.payable.kind} and payable_id = ${ask.payable.id}
        and (${ask.order_id}::uuid is null or id = ${ask.order_id}::uuid)
        and paid_fen - refund_due_fen >= ${ask.refund_fen}
      order by paid_at, id limit 1
      for no key update
    `.execute(tx),
  );
}

type NewRefund = Pick<
  RefundRow,
  | 'id'
  | 'order_id'
  | 'merchant_refund_no'
  | 'state'
  | 'refund_fen'
  | 'parts'
  | 'cause'
  | 'reason'
  | 'actor'
  | 'next_try_at'
> & { now: Temporal.Instant };

/** Reserves the money on the order and on its parts and writes the refund; the order is locked. */
export async function insertRefund(tx: Tx, refund: NewRefund): Promise<RefundRow> {
  await reserve(tx, refund.order_id, refund.parts, 1);
  const { rows } = await sql<RefundRow>`
    insert into refund (id, order_id, merchant_refund_no, state, refund_fen, parts, cause, reason, actor, requested_at, next_try_at)
    values (${refund.id}, ${refund.order_id}, ${refund.merchant_refund_no}, ${refund.state}, ${refund.refund_fen},
      ${JSON.stringify(refund.parts)}::jsonb, ${refund.cause}, ${refund.reason}, ${refund.actor}, ${refund.now}, ${refund.next_try_at})
    returning *
  `.execute(tx);
  return rows[0]!;
}

/** The checks of the tables refuse more than is left; -1 gives a reservation back. */
async function reserve(tx: Tx, order_id: string, parts: readonly RefundPart[], sign: 1 | -1): Promise<void> {
  await sql`
    with given as (
      select kind, refund_fen * ${sign}::int as fen from jsonb_to_recordset(${JSON.stringify(parts)}::jsonb) as g(kind text, refund_fen integer)
    ), by_part as (
      update payment_part p set refund_due_fen = p.refund_due_fen + g.fen from given g
      where p.order_id = ${order_id} and p.kind = g.kind
    )
    update payment_order set refund_due_fen = refund_due_fen + (select sum(fen) from given) where id = ${order_id}
  `.execute(tx);
}

/** Refunds of the payable that wait for a second person's word. */
export async function listAwaiting(tx: Tx, payable: Payable): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select refund.* from refund join payment_order o on o.id = refund.order_id
    where o.payable_kind = ${payable.kind} and o.payable_id = ${payable.id} and refund.state = 'awaiting_approval'
    order by refund.id
  `.execute(tx);
  return rows;
}

/** The second person's word; undefined: somebody has decided before. */
export async function decideRefund(
  tx: Tx,
  ask: {
    id: string;
    to: 'requested' | 'rejected';
    actor: string;
    note: string | null;
    now: Temporal.Instant;
    next_try_at: Temporal.Instant | null;
  },
): Promise<RefundRow | undefined> {
  const refund = first(
    await sql<RefundRow>`
      update refund set state = ${ask.to}, decided_by = ${ask.actor}, decided_at = ${ask.now}, decision_note = ${ask.note},
        next_try_at = ${ask.next_try_at}
      where id = ${ask.id} and state = 'awaiting_approval'
      returning *
    `.execute(tx),
  );
  if (refund && ask.to === 'rejected') await reserve(tx, refund.order_id, refund.parts, -1);
  return refund;
}

/** Takes the refund in hand before the channel hears of it. A new number only after the channel closed the last one. */
export async function beginRefund(
  tx: Tx,
  ask: { id: string; merchant_refund_no: string; attempt: number; now: Temporal.Instant },
): Promise<RefundRow | undefined> {
  return first(
    await sql<RefundRow>`
      update refund set state = 'processing', merchant_refund_no = ${ask.merchant_refund_no}, attempt = ${ask.attempt},
        processing_at = coalesce(processing_at, ${ask.now})
      where id = ${ask.id} and state = any(${sourcesOf(refundTransitions, 'processing')})
      returning *
    `.execute(tx),
  );
}

/** The money has arrived: the refund and the order's sum and state move in one statement. */
export async function settleRefund(
  tx: Tx,
  ask: {
    id: string;
    channel_refund_id: string | null;
    channel_refunded_at: Temporal.Instant | null;
    drawer_id: string | null;
    now: Temporal.Instant;
  },
): Promise<{ refund: RefundRow; order: OrderRow } | undefined> {
  const refund = first(
    await sql<RefundRow>`
      update refund set state = 'succeeded', settled_at = ${ask.now}, next_try_at = null,
        channel_refund_id = coalesce(${ask.channel_refund_id}, channel_refund_id),
        channel_refunded_at = ${ask.channel_refunded_at}, drawer_id = ${ask.drawer_id}
      where id = ${ask.id} and state = any(${sourcesOf(refundTransitions, 'succeeded')})
      returning *
    `.execute(tx),
  );
  if (!refund) return undefined;
  const { rows } = await sql<OrderRow>`
    update payment_order set refunded_fen = refunded_fen + ${refund.refund_fen},
      state = case when refunded_fen + ${refund.refund_fen} = paid_fen then 'refunded' else 'partly_refunded' end
    where id = ${refund.order_id} and state = any(${sourcesOf(orderTransitions, 'refunded')})
    returning *
  `.execute(tx);
  return { refund, order: rows[0]! };
}

/** The attempt ended without money moving (`failed`) or with money that could not be delivered (`abnormal`). */
export async function missRefund(
  tx: Tx,
  ask: { id: string; to: 'failed' | 'abnormal'; failure: string; now: Temporal.Instant; next_try_at: Temporal.Instant },
): Promise<RefundRow | undefined> {
  return first(
    await sql<RefundRow>`
      update refund set state = ${ask.to}, failure = ${ask.failure}, failed_at = ${ask.now}, next_try_at = ${ask.next_try_at}
      where id = ${ask.id} and state = any(${sourcesOf(refundTransitions, ask.to)})
      returning *
    `.execute(tx),
  );
}

export async function lockDueRefunds(tx: Tx, now: Temporal.Instant, limit: number): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where next_try_at <= ${now} order by next_try_at limit ${limit} for update skip locked
  `.execute(tx);
  return rows;
}

export async function setNextRefundTry(tx: Tx, id: string, next_try_at: Temporal.Instant): Promise<void> {
  await sql`update refund set tries = tries + 1, next_try_at = ${next_try_at} where id = ${id}`.execute(tx);
}
