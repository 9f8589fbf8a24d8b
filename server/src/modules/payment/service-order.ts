/** Orders: opened for a payable, taken at the counter, captured when the channel has the money, read for the patient. */
import { inTransaction, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfOrder } from './facts.ts';
import type { ChannelOrder } from './ports.ts';
import { CLOSE_GRACE_SECONDS, merchantOrderNo, type PaymentSummary, summarise } from './rules.ts';
import {
  captureOrder,
  closeOrder,
  findLiveOrder,
  hastenClose,
  insertCreatedOrder,
  insertPaidOrder,
  keepsMoney,
  listOrdersOf,
  readOrder,
} from './store-order.ts';
import { listRefundsOf } from './store-refund.ts';
import type { CounterMethod, OrderRow, PaidOrder, Payable, PaymentGround, Settle } from './tables.ts';

export interface OpenOrderAsk {
  payable: Payable;
  patient_id: string;
  amount_fen: number;
  /** Shown to the payer by the channel; at most 127 characters, no personal data. */
  description: string;
  expires_at: Temporal.Instant;
  actor: string;
  now: Temporal.Instant;
}

export interface CounterAsk {
  payable: Payable;
  patient_id: string;
  amount_fen: number;
  method: CounterMethod;
  description: string;
  actor: string;
  now: Temporal.Instant;
}

export const payableOf = (order: OrderRow): Payable => ({ kind: order.payable_kind, id: order.payable_id });
/** As facts name the channel when it was the one who acted. */
export const channelActor = (order: OrderRow): string => `channel:${order.channel}`;
export const SYSTEM_ACTOR = 'system:payment';

async function refuseNothingToPay(tx: Tx, ask: { payable: Payable; amount_fen: number }): Promise<void> {
  if (ask.amount_fen === 0 || (await keepsMoney(tx, ask.payable))) throw new Refusal('nothing_to_pay');
}

/**
 * Opens the order by which a payable will be paid; a payable that has a live order gets the same one again.
 * The caller holds the payable's own lock.
 * @throws Refusal nothing_to_pay: it costs nothing, or is paid already
 */
export async function openOrder(tx: Tx, ask: OpenOrderAsk): Promise<OrderRow> {
  await refuseNothingToPay(tx, ask);
  const id = newId();
  const close_at = ask.expires_at.add({ seconds: CLOSE_GRACE_SECONDS });
  const opened = await insertCreatedOrder(tx, { ...ask, id, merchant_order_no: merchantOrderNo(id), close_at });
  if (opened) {
    await record(tx, factOfOrder('payment.opened', opened, { at: ask.now, actor: ask.actor }));
    return opened;
  }
  const live = await findLiveOrder(tx, ask.payable);
  // The live order ended while we waited for it: the next try opens a new one.
  if (!live) return openOrder(tx, ask);
  if (live.amount_fen !== ask.amount_fen) throw new Error(`order ${live.id} was opened for another amount`);
  return live;
}

export function paidOrderOf(order: OrderRow): PaidOrder {
  return {
    order_id: order.id,
    payable: payableOf(order),
    patient_id: order.patient_id,
    amount_fen: order.paid_fen,
    channel: order.channel,
    paid_at: order.paid_at!,
  };
}

/**
 * Takes the fee at the counter: paid at once and settled in the caller's transaction. An order begun through a channel
 * is given up; should its money come all the same, `settle.paid` decides about it.
 * @throws Refusal nothing_to_pay
 */
export async function takeAtCounter(settle: Settle, tx: Tx, ask: CounterAsk): Promise<OrderRow> {
  await settle.lock(tx, ask.payable);
  await refuseNothingToPay(tx, ask);
  const live = await findLiveOrder(tx, ask.payable);
  if (live) await giveUpOrder(tx, live, { at: ask.now, actor: ask.actor });
  const id = newId();
  const paid = await insertPaidOrder(tx, { ...ask, id, merchant_order_no: merchantOrderNo(id) });
  await record(tx, factOfOrder('payment.paid', paid, { at: ask.now, actor: ask.actor }));
  await settle.paid(tx, paidOrderOf(paid), ask.now);
  return paid;
}

/** An order the channel never heard of closes at once; another is closed at the channel by the next round of work. */
export async function giveUpOrder(
  tx: Tx,
  order: OrderRow,
  by: { at: Temporal.Instant; actor: string },
): Promise<'closed' | 'to_close'> {
  const closed = await closeOrder(tx, { id: order.id, from: 'created', now: by.at, last_look_at: null });
  if (!closed) {
    await hastenClose(tx, order.id, by.at);
    return 'to_close';
  }
  await record(tx, factOfOrder('payment.closed', closed, by));
  return 'closed';
}

/** What keeps us from believing that this order was paid so; undefined: nothing. */
export function objectionTo(order: OrderRow, told: ChannelOrder): 'amount_mismatch' | undefined {
  const same = told.paid_fen === order.amount_fen && told.merchant_order_no === order.merchant_order_no;
  return same && told.transaction_id ? undefined : 'amount_mismatch';
}

/**
 * The channel has the money: captures the order and lets `settle` book or refund, in one transaction. Whoever comes
 * second, by whatever way the news came, changes nothing.
 */
export async function settlePaid(
  ground: PaymentGround,
  order: OrderRow,
  told: ChannelOrder,
): Promise<'settled' | 'repeated' | 'amount_mismatch'> {
  if (objectionTo(order, told)) {
    const { paid_fen, transaction_id } = told;
    ground.log.error({ order_id: order.id, paid_fen, transaction_id }, 'the channel tells of another amount');
    return 'amount_mismatch';
  }
  const settled = await inTransaction(ground.db, (tx) => captureAndSettle(ground, tx, order.id, told));
  if (!settled) return 'repeated';
  ground.wake.announce();
  return 'settled';
}

async function captureAndSettle(ground: PaymentGround, tx: Tx, id: string, told: ChannelOrder): Promise<boolean> {
  const seen = await readOrder(tx, id);
  if (!seen || seen.paid_fen > 0) return false;
  // The locks of what is paid for come before the order's own.
  await ground.settle.lock(tx, payableOf(seen));
  const now = ground.clock.now();
  const paid = await captureOrder(tx, {
    id,
    transaction_id: told.transaction_id!,
    channel_paid_at: told.paid_at ?? null,
    now,
  });
  if (!paid) return false;
  await record(tx, factOfOrder('payment.paid', paid, { at: now, actor: channelActor(paid) }));
  await ground.settle.paid(tx, paidOrderOf(paid), now);
  return true;
}

/** How the payment of each payable reads; one that never had an order is left out. */
export async function ordersOf(
  tx: Tx,
  kind: string,
  payable_ids: readonly string[],
): Promise<Map<string, PaymentSummary>> {
  const orders = await listOrdersOf(tx, kind, payable_ids);
  const refundedOrders = orders.filter((order) => order.refund_due_fen > 0).map((order) => order.id);
  const refunds = refundedOrders.length > 0 ? await listRefundsOf(tx, refundedOrders) : [];
  const byPayable = Map.groupBy(orders, (order) => order.payable_id);
  return new Map(
    Array.from(byPayable, ([payable_id, own]) => {
      const ids = new Set(own.map((order) => order.id));
      return [
        payable_id,
        summarise(
          own,
          refunds.filter((refund) => ids.has(refund.order_id)),
        ),
      ];
    }),
  );
}

export { listOrders } from './store-order.ts';
