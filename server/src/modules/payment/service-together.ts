/**
 * Payments in a rush: notices that arrive while one batch is in flight share the next, and with it one commit. A batch does
 * for each what is done for one alone; whatever is not an everyday payment is left to the way for one.
 */
import { faultPoint, inTransaction, record, type Tx } from '../../kernel/index.ts';
import { factOfOrder, factOfPayable, type OrderTold } from './facts.ts';
import type { ChannelOrder } from './ports.ts';
import { captureOf, capturedOf, channelActor, objectionTo, paidOrderOf, payableOf } from './service-order.ts';
import { endNotices } from './store-notice.ts';
import { captureOrders, readOrdersByNo } from './store-order.ts';
import { moveOwnShares, partsOf, readPayable } from './store-payable.ts';
import type { NoticeRow, OrderRow, PayableRow, PaymentGround, SettleTogether } from './tables.ts';

/** A notice of a payment that is kept, and what it says. */
export interface PaidNotice {
  row: NoticeRow;
  told: ChannelOrder;
}
type Candidate = PaidNotice & { order: OrderRow };

/** For each, in order, whether it was settled here; false: it is to be acted on alone. */
export async function settleTogether(ground: PaymentGround, notices: readonly PaidNotice[]): Promise<boolean[]> {
  const { together } = ground.settle;
  if (!together) return notices.map(() => false);
  const settled = await inTransaction(ground.db, (tx) => settleIn(tx, ground, together, notices));
  faultPoint('after-settle-commit');
  ground.wake.announce();
  return notices.map(({ row }) => settled.has(row));
}

async function settleIn(
  tx: Tx,
  ground: PaymentGround,
  together: SettleTogether,
  notices: readonly PaidNotice[],
): Promise<ReadonlySet<NoticeRow>> {
  const candidates = await candidatesOf(tx, notices);
  // What is paid for is locked before its order.
  const ready = await together.lock(
    tx,
    candidates.map(({ order }) => payableOf(order)),
  );
  const taken = candidates.filter(({ order }) => ready.has(order.payable_id));
  if (taken.length === 0) return new Set();
  const now = ground.clock.now();
  const captured = await capture(tx, ground, taken, now);
  await together.paid(tx, captured.map(paidOrderOf), now);
  const ids = new Set(captured.map(({ id }) => id));
  const settled = taken.filter(({ order }) => ids.has(order.id)).map(({ row }) => row);
  const ends = settled.map(({ channel, notice_id }) => ({ channel, notice_id, outcome: 'settled' as const }));
  await endNotices(tx, ends, now);
  faultPoint('before-settle-commit');
  return new Set(settled);
}

/** Those about an order of ours that is not paid yet and agrees with them; of one payable the first. */
async function candidatesOf(tx: Tx, notices: readonly PaidNotice[]): Promise<Candidate[]> {
  const numbers = notices.map(({ told }) => told.merchant_order_no);
  const orders = new Map((await readOrdersByNo(tx, numbers)).map((order) => [order.merchant_order_no, order]));
  const seen = new Set<string>();
  return notices.flatMap((notice) => {
    const order = orders.get(notice.told.merchant_order_no);
    if (!order || order.channel !== notice.row.channel || order.paid_fen > 0) return [];
    if (objectionTo(order, notice.told) || seen.has(order.payable_id)) return [];
    seen.add(order.payable_id);
    return [{ ...notice, order }];
  });
}

/** The money is there: shares, books and record know of it. Returns the orders that were captured by this. */
async function capture(
  tx: Tx,
  ground: PaymentGround,
  taken: readonly Candidate[],
  now: Temporal.Instant,
): Promise<OrderRow[]> {
  const orders = await captureOrders(
    tx,
    taken.map(({ order, told }) => captureOf(order.id, told)),
    now,
  );
  const paid = await moveOwnShares(tx, orders.map(payableOf), { to: 'paid', now });
  const tolds = await toldTogether(tx, orders, paid);
  const by = (order: OrderRow) => ({ at: now, actor: channelActor(order) });
  await ground.ledger.post(tx, ...tolds.map((told) => capturedOf(told, by(told.order))));
  await record(
    tx,
    ...tolds.map((told) => factOfOrder('payment.paid', told, by(told.order))),
    ...tolds
      .filter(({ payable }) => paid.includes(payable))
      .map(({ order, payable }) => factOfPayable(payable, by(order))),
  );
  return orders;
}

async function toldTogether(tx: Tx, orders: readonly OrderRow[], paid: readonly PayableRow[]): Promise<OrderTold[]> {
  const parts = await partsOf(
    tx,
    orders.map(({ id }) => id),
  );
  const payables = new Map(paid.map((payable) => [payable.id, payable]));
  const tolds: OrderTold[] = [];
  for (const order of orders) {
    const payable = payables.get(order.payable_id) ?? (await readPayable(tx, payableOf(order)))!;
    tolds.push({ order, parts: parts.get(order.id) ?? [], payable });
  }
  return tolds;
}
