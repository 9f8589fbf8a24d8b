/** Refunds: asked for in the caller's transaction, pushed to the channel afterwards until the money has arrived. */
import { inTransaction, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import { factOfRefund } from './facts.ts';
import { type ChannelRefund, ChannelRefused } from './ports.ts';
import { isCounter, merchantRefundNo, nextRefundTryAt } from './rules.ts';
import { channelActor, SYSTEM_ACTOR } from './service-order.ts';
import { readOrder } from './store-order.ts';
import {
  beginRefund,
  findRefundableOrder,
  insertRefund,
  lockWaitingAtCounter,
  missRefund,
  readRefund,
  settleRefund,
} from './store-refund.ts';
import type { OrderRow, Payable, PaymentGround, RefundRow } from './tables.ts';

export interface RefundAsk {
  payable: Payable;
  /** Which of the payable's orders; without it the one paid first that has so much left. */
  order_id?: string;
  /** 0 asks for nothing. */
  refund_fen: number;
  /** Shown to the payer; at most 80 characters. */
  reason: string;
  actor: string;
  now: Temporal.Instant;
  /** The cashier hands the money back right now; says nothing about orders paid through a channel. */
  at_counter?: boolean;
}

const nothingLeft = () =>
  new Refusal('refund_not_possible', {
    zh: { reason: '没有可退的款项' },
    en: { reason: 'there is no money left to give back' },
  });

/**
 * Promises money back: reserved on the order in this transaction, moved by `work`.
 * @throws Refusal refund_not_possible: less than that is left of what was paid
 */
export async function requestRefund(tx: Tx, ask: RefundAsk): Promise<void> {
  if (ask.refund_fen === 0) return;
  const order = await findRefundableOrder(tx, { ...ask, order_id: ask.order_id ?? null });
  if (!order) throw nothingLeft();
  const id = newId();
  const refund = await insertRefund(tx, {
    ...ask,
    id,
    order_id: order.id,
    merchant_refund_no: merchantRefundNo(id, 1),
    // Money taken at the counter goes back there; no channel is to be asked.
    next_try_at: isCounter(order.channel) ? null : ask.now,
  });
  if (!refund) throw nothingLeft();
  await record(tx, factOfRefund('refund.requested', refund, order, { at: ask.now, actor: ask.actor }));
  if (isCounter(order.channel) && ask.at_counter) await payOut(tx, refund, ask);
}

async function payOut(tx: Tx, refund: RefundRow, by: { actor: string; now: Temporal.Instant }): Promise<void> {
  const done = await settleRefund(tx, { id: refund.id, channel_refund_id: null, now: by.now });
  if (done)
    await record(tx, factOfRefund('refund.succeeded', done.refund, done.order, { at: by.now, actor: by.actor }));
}

/** Hands back at the counter whatever waits there for the payer of this payable; returns the sum in fen. */
export async function payOutAtCounter(
  tx: Tx,
  ask: { payable: Payable; actor: string; now: Temporal.Instant },
): Promise<number> {
  const waiting = await lockWaitingAtCounter(tx, ask.payable);
  for (const refund of waiting) await payOut(tx, refund, ask);
  return waiting.reduce((sum, refund) => sum + refund.refund_fen, 0);
}

/**
 * One try to bring a refund to its end. A refund whose outcome is unknown is asked about first, then repeated with the
 * same number: a new number would be a second refund.
 * @throws ChannelUnknown: tried again later
 */
export async function pushRefund(ground: PaymentGround, refund: RefundRow): Promise<void> {
  const order = (await readOrder(ground.db.kysely, refund.order_id))!;
  if (refund.state === 'processing' || refund.state === 'abnormal') {
    const told = await ground.channels.wechat.queryRefund(refund.merchant_refund_no);
    if (told) await believeRefund(ground, refund, told);
    else if (refund.state === 'processing') await sendRefund(ground, refund, order);
    return;
  }
  const begun = await takeInHand(ground, refund, order);
  if (begun) await sendRefund(ground, begun, order);
}

const CLOSED_BY_CHANNEL = 'closed';

/** Committed before the channel hears of it, so that after a crash the refund is asked about and not begun anew. */
async function takeInHand(ground: PaymentGround, refund: RefundRow, order: OrderRow): Promise<RefundRow | undefined> {
  const attempt = refund.failure === CLOSED_BY_CHANNEL ? refund.attempt + 1 : refund.attempt;
  const merchant_refund_no = merchantRefundNo(refund.id, attempt);
  const begun = await inTransaction(ground.db, async (tx) => {
    const now = ground.clock.now();
    const row = await beginRefund(tx, { id: refund.id, merchant_refund_no, attempt, now });
    if (row) await record(tx, factOfRefund('refund.processing', row, order, { at: now, actor: SYSTEM_ACTOR }));
    return row;
  });
  ground.wake.announce();
  return begun;
}

async function sendRefund(ground: PaymentGround, refund: RefundRow, order: OrderRow): Promise<void> {
  try {
    const told = await ground.channels.wechat.refund({
      merchant_order_no: order.merchant_order_no,
      merchant_refund_no: refund.merchant_refund_no,
      refund_fen: refund.refund_fen,
      total_fen: order.amount_fen,
      reason: refund.reason,
    });
    await believeRefund(ground, refund, told);
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error;
    ground.log.warn({ err: error, refund_id: refund.id }, 'the channel refused a refund');
    await miss(ground, refund, { to: 'failed', failure: `refused: ${error.channel_code}` });
  }
}

/** Makes the refund here what the channel says it is. */
export async function believeRefund(
  ground: PaymentGround,
  refund: RefundRow,
  told: ChannelRefund,
): Promise<'settled' | 'repeated' | 'amount_mismatch'> {
  // News of an attempt that the channel closed, after a new one was begun.
  if (told.merchant_refund_no !== refund.merchant_refund_no) return 'repeated';
  if (told.refund_fen !== refund.refund_fen) {
    ground.log.error({ refund_id: refund.id, told_fen: told.refund_fen }, 'the channel tells of another refund amount');
    return 'amount_mismatch';
  }
  switch (told.status) {
    case 'processing':
      return 'repeated';
    case 'success':
      return settle(ground, refund, told);
    case 'closed':
      return miss(ground, refund, { to: 'failed', failure: CLOSED_BY_CHANNEL });
    case 'abnormal':
      return miss(ground, refund, { to: 'abnormal', failure: 'abnormal' });
  }
}

async function settle(ground: PaymentGround, refund: RefundRow, told: ChannelRefund) {
  const settled = await inTransaction(ground.db, async (tx) => {
    const now = ground.clock.now();
    const done = await settleRefund(tx, { id: refund.id, channel_refund_id: told.refund_id, now });
    if (!done) return false;
    const by = { at: now, actor: channelActor(done.order) };
    await record(tx, factOfRefund('refund.succeeded', done.refund, done.order, by));
    return true;
  });
  ground.wake.announce();
  return settled ? 'settled' : 'repeated';
}

async function miss(ground: PaymentGround, refund: RefundRow, miss: { to: 'failed' | 'abnormal'; failure: string }) {
  const missed = await inTransaction(ground.db, async (tx) => {
    const now = ground.clock.now();
    const tries = (await readRefund(tx, refund.id))!.tries;
    const next_try_at = nextRefundTryAt(tries, now);
    const row = await missRefund(tx, { id: refund.id, ...miss, now, next_try_at });
    if (!row) return false;
    const order = (await readOrder(tx, row.order_id))!;
    await record(tx, factOfRefund(`refund.${miss.to}`, row, order, { at: now, actor: channelActor(order) }));
    return true;
  });
  ground.wake.announce();
  return missed ? 'settled' : 'repeated';
}
