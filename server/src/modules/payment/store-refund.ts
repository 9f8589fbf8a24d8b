/** SQL of refunds. Locks go refund before order; the order's own columns keep refunds within what was captured. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import { orderTransitions, refundTransitions, sourcesOf } from './rules.ts';
import type { OrderRow, Payable, RefundRow } from './tables.ts';

export async function readRefund(tx: Tx, id: string): Promise<RefundRow | undefined> {
  return first(await sql<RefundRow>`select * from refund where id = ${id}`.execute(tx));
}

export async function listRefundsOf(tx: Tx, order_ids: readonly string[]): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select * from refund where order_id = any(${order_ids}::uuid[]) order by requested_at, id
  `.execute(tx);
  return rows;
}

/** The order of the payable that can give back so much: the one asked for, else the one paid first. */
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
    `.execute(tx),
  );
}

/** Reserves the money on the order and writes the refund in one statement; undefined: there is not so much left. */
export async function insertRefund(
  tx: Tx,
  refund: Pick<
    RefundRow,
    'id' | 'order_id' | 'merchant_refund_no' | 'refund_fen' | 'reason' | 'actor' | 'next_try_at'
  > & {
    now: Temporal.Instant;
  },
): Promise<RefundRow | undefined> {
  return first(
    await sql<RefundRow>`
      with reserved as (
        update payment_order set refund_due_fen = refund_due_fen + ${refund.refund_fen}
        where id = ${refund.order_id} and refund_due_fen + ${refund.refund_fen} <= paid_fen
        returning id
      )
      insert into refund (id, order_id, merchant_refund_no, state, refund_fen, reason, actor, requested_at, next_try_at)
      select ${refund.id}::uuid, id, ${refund.merchant_refund_no}, 'requested', ${refund.refund_fen}, ${refund.reason},
        ${refund.actor}, ${refund.now}::timestamptz, ${refund.next_try_at}::timestamptz
      from reserved
      returning *
    `.execute(tx),
  );
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
  ask: { id: string; channel_refund_id: string | null; now: Temporal.Instant },
): Promise<{ refund: RefundRow; order: OrderRow } | undefined> {
  const refund = first(
    await sql<RefundRow>`
      update refund set state = 'succeeded', settled_at = ${ask.now}, next_try_at = null,
        channel_refund_id = coalesce(${ask.channel_refund_id}, channel_refund_id)
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

/** Refunds of money taken at the counter that the payer has not come for, locked. */
export async function lockWaitingAtCounter(tx: Tx, payable: Payable): Promise<RefundRow[]> {
  const { rows } = await sql<RefundRow>`
    select refund.* from refund join payment_order o on o.id = refund.order_id
    where o.payable_kind = ${payable.kind} and o.payable_id = ${payable.id} and o.channel in ('cash', 'card')
      and refund.state = 'requested'
    order by refund.id for update of refund
  `.execute(tx);
  return rows;
}
