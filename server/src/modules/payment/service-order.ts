/** Orders: opened for a payable, taken at the counter, captured when the channel has the money, read for the patient. */
import { found, inTransaction, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import { capturedLegs, type LegTags, type Posting } from '../ledger/index.ts';
import { type By, factOfOrder, factOfPayable, type OrderTold } from './facts.ts';
import type { ChannelName, ChannelOrder } from './ports.ts';
import { CLOSE_GRACE_SECONDS, merchantOrderNo, type PaymentSummary, summarise } from './rules.ts';
import {
  type Capture,
  captureOrders,
  closeOrder,
  findLiveOrder,
  hastenClose,
  insertCreatedOrder,
  insertPaidOrder,
  keepsMoney,
  listOrdersOf,
  readOrder,
} from './store-order.ts';
import { insertParts, listParts, moveOwnShare, owe, readPayable } from './store-payable.ts';
import { listRefundsOf } from './store-refund.ts';
import type {
  CounterMethod,
  OrderRow,
  PaidOrder,
  Payable,
  PayableAsk,
  PayableRow,
  PaymentGround,
  Settle,
} from './tables.ts';

interface OrderAsk extends PayableAsk {
  /** Shown to the payer by the channel; at most 127 characters, no personal data. */
  description: string;
  actor: string;
  now: Temporal.Instant;
}
export interface OpenOrderAsk extends OrderAsk {
  channel: ChannelName;
  expires_at: Temporal.Instant;
}
export interface CounterAsk extends OrderAsk {
  method: CounterMethod;
  /** The open drawer that cash goes into. */
  drawer_id?: string;
}

export const amountOf = (parts: PayableAsk['parts']): number =>
  parts.reduce((sum, { amount_fen }) => sum + amount_fen, 0);
export const payableOf = (order: OrderRow): Payable => ({ kind: order.payable_kind, id: order.payable_id });
/** As facts name the channel when it was the one who acted. */
export const channelActor = (order: OrderRow): string => `channel:${order.channel}`;
export const SYSTEM_ACTOR = 'system:payment';

/** Who takes money at the counter does so in the transaction of the act; the channels' ways are here too. */
type Books = Pick<PaymentGround, 'ledger'>;

async function refuseNothingToPay(tx: Tx, ask: PayableAsk): Promise<void> {
  if (amountOf(ask.parts) === 0 || (await keepsMoney(tx, ask.payable))) throw new Refusal('nothing_to_pay');
}

/** The payable is owed from now on; who asks again finds it so. */
async function oweFor(tx: Tx, ask: OrderAsk): Promise<PayableRow> {
  const owed = await owe(tx, { ...ask, amount_fen: amountOf(ask.parts) });
  if (owed?.own_state === 'due') await record(tx, factOfPayable(owed, ask));
  return owed ?? found(await readPayable(tx, ask.payable));
}

/** An order with its parts and whose it is, as facts and postings tell it. */
export async function toldOf(tx: Tx, order: OrderRow): Promise<OrderTold> {
  const [parts, payable] = [await listParts(tx, order.id), await readPayable(tx, payableOf(order))];
  return { order, parts, payable: found(payable) };
}

/** How the books count what an order moves. */
export function tagsOf({ order, payable }: OrderTold): LegTags {
  const { payer_class, department_id, doctor_id, visit_type_id } = payable;
  const counter = {
    ...(order.drawer_id ? { drawer_id: order.drawer_id } : {}),
    ...(order.cashier ? { cashier: order.cashier } : {}),
  };
  return { payer_class, department_id, doctor_id, visit_type_id, ...counter };
}

export const captureOf = (id: string, told: ChannelOrder): Capture => ({
  id,
  transaction_id: told.transaction_id!,
  channel_paid_at: told.paid_at ?? null,
});

/** As the books tell of money that came in. */
export const capturedOf = (told: OrderTold, by: By): Posting => ({
  kind: 'captured',
  source: `order:${told.order.id}`,
  ...by,
  legs: capturedLegs({ channel: told.order.channel, parts: told.parts, tags: tagsOf(told) }),
});

/**
 * Opens the order by which a payable will be paid; a payable that has a live order gets the same one again, be it of
 * another channel: `startChannel` changes that. The caller holds the payable's own lock.
 * @throws Refusal nothing_to_pay: it costs nothing, or is paid already
 */
export async function openOrder(tx: Tx, ask: OpenOrderAsk): Promise<OrderRow> {
  await refuseNothingToPay(tx, ask);
  const payable = await oweFor(tx, ask);
  const id = newId();
  const close_at = ask.expires_at.add({ seconds: CLOSE_GRACE_SECONDS });
  const amount_fen = amountOf(ask.parts);
  const opened = await insertCreatedOrder(tx, {
    ...ask,
    ...{ id, amount_fen, merchant_order_no: merchantOrderNo(id), close_at },
  });
  if (opened) {
    const parts = await insertParts(tx, id, ask.parts);
    await record(
      tx,
      factOfOrder('payment.opened', { order: opened, parts, payable }, { at: ask.now, actor: ask.actor }),
    );
    return opened;
  }
  const live = await findLiveOrder(tx, ask.payable);
  // The live order ended while we waited for it: the next try opens a new one.
  if (!live) return openOrder(tx, ask);
  if (live.amount_fen !== amount_fen) throw new Error(`order ${live.id} was opened for another amount`);
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
export async function takeAtCounter(ground: Books & { settle: Settle }, tx: Tx, ask: CounterAsk): Promise<OrderRow> {
  await ground.settle.lock(tx, ask.payable);
  await refuseNothingToPay(tx, ask);
  return payAtOnce(ground, tx, { ...ask, channel: ask.method, cashier: ask.actor });
}

/**
 * What costs nothing is paid by that: an order of its own channel, so that every visit has one.
 * @throws Refusal nothing_to_pay: it was settled so before
 */
export async function settleFree(ground: Books & { settle: Settle }, tx: Tx, ask: OrderAsk): Promise<OrderRow> {
  if (amountOf(ask.parts) !== 0) throw new Error('only what costs nothing is free');
  await ground.settle.lock(tx, ask.payable);
  const before = await listOrdersOf(tx, ask.payable.kind, [ask.payable.id]);
  if (before.some(({ channel }) => channel === 'free')) throw new Refusal('nothing_to_pay');
  return payAtOnce(ground, tx, { ...ask, channel: 'free' });
}

async function payAtOnce(
  ground: Books & { settle: Settle },
  tx: Tx,
  ask: OrderAsk & { channel: CounterMethod | 'free'; cashier?: string; drawer_id?: string },
): Promise<OrderRow> {
  const by = { at: ask.now, actor: ask.actor };
  const live = await findLiveOrder(tx, ask.payable);
  if (live) await giveUpOrder(tx, live, by);
  await oweFor(tx, ask);
  const id = newId();
  const order = await insertPaidOrder(tx, {
    ...ask,
    ...{ id, amount_fen: amountOf(ask.parts), merchant_order_no: merchantOrderNo(id) },
  });
  await insertParts(tx, id, ask.parts);
  await tellCaptured(ground, tx, order, by);
  await ground.settle.paid(tx, paidOrderOf(order), ask.now);
  return order;
}

/** The money is there: the share is paid, the books have it, and the record tells of it. */
async function tellCaptured(ground: Books, tx: Tx, order: OrderRow, by: By): Promise<void> {
  const paid = await moveOwnShare(tx, payableOf(order), { to: 'paid', now: by.at });
  const told = await toldOf(tx, order);
  await ground.ledger.post(tx, capturedOf(told, by));
  await record(tx, factOfOrder('payment.paid', told, by), ...(paid ? [factOfPayable(paid, by)] : []));
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
  await record(tx, factOfOrder('payment.closed', await toldOf(tx, closed), by));
  return 'closed';
}

/** Nobody wants it any more and nothing was paid: it is owed no longer. */
export async function voidPayable(tx: Tx, payable: Payable, by: By): Promise<void> {
  const given_up = await moveOwnShare(tx, payable, { to: 'void', now: by.at });
  if (given_up) await record(tx, factOfPayable(given_up, by));
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
  const [paid] = await captureOrders(tx, [captureOf(id, told)], now);
  if (!paid) return false;
  await tellCaptured(ground, tx, paid, { at: now, actor: channelActor(paid) });
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
