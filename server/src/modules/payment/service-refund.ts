/** Refunds: asked for in the caller's transaction, pushed to the channel afterwards until the money has arrived. */
import { faultPoint, found, inTransaction, newId, Refusal, record, type Tx } from '../../kernel/index.ts';
import { type LegTags, paidBackLegs, type Posting, promisedLegs } from '../ledger/index.ts';
import { type By, factOfPayable, factOfRefund, type OrderTold } from './facts.ts';
import { type ChannelRefund, ChannelRefused } from './ports.ts';
import { allocate, isCounter, mayGiveBack, merchantRefundNo, nextRefundTryAt } from './rules.ts';
import { channelOf } from './service-channel.ts';
import { channelActor, payableOf, SYSTEM_ACTOR, tagsOf, toldOf } from './service-order.ts';
import { readOrder } from './store-order.ts';
import { listParts, refundedWhenNothingKept, waive } from './store-payable.ts';
import {
  beginRefund,
  decideRefund,
  findRefundableOrder,
  insertRefund,
  listAwaiting,
  missRefund,
  readRefund,
  settleRefund,
} from './store-refund.ts';
import type { OrderRow, Payable, PaymentGround, RefundCause, RefundPart, RefundRow } from './tables.ts';

/** Who hands money back at the counter: cash leaves that drawer. */
interface Counter {
  actor: string;
  now: Temporal.Instant;
  drawer_id?: string;
}
export interface RefundAsk extends Counter {
  payable: Payable;
  /** Which of the payable's orders; without it the one paid first that has so much left. */
  order_id?: string;
  /** 0 asks for nothing. */
  refund_fen: number;
  /** Which parts it comes from; without them the last part goes back first. Their sum is `refund_fen`. */
  parts?: readonly RefundPart[];
  cause: RefundCause;
  /** Shown to the payer; at most 80 characters. */
  reason: string;
  /** The cashier hands the money back right now; says nothing about orders paid through a channel. */
  at_counter?: boolean;
  /** Promised only after another person has said yes. */
  needs_second_person?: boolean;
}
type Books = Pick<PaymentGround, 'ledger'>;

const nothingLeft = () =>
  new Refusal('refund_not_possible', {
    zh: { reason: '没有可退的款项' },
    en: { reason: 'there is no money left to give back' },
  });

const sumOf = (parts: readonly RefundPart[]): number => parts.reduce((sum, { refund_fen }) => sum + refund_fen, 0);

/**
 * Promises money back: reserved on the order and its parts in this transaction, moved by `work`. Undefined: 0 was asked.
 * @throws Refusal refund_not_possible: less than that is left of what was paid, or of one of the parts
 */
export async function requestRefund(ground: Books, tx: Tx, ask: RefundAsk): Promise<RefundRow | undefined> {
  if (ask.refund_fen === 0) return undefined;
  // What is given up altogether needs nobody's word on a part of it.
  if (ask.cause === 'cancelled' || ask.cause === 'closure') await withdrawAwaiting(tx, ask);
  const order = await findRefundableOrder(tx, { ...ask, order_id: ask.order_id ?? null });
  if (!order) throw nothingLeft();
  const held = await listParts(tx, order.id);
  const parts = ask.parts ? [...ask.parts] : allocate(held, ask.refund_fen);
  if (!parts || sumOf(parts) !== ask.refund_fen || !mayGiveBack(held, parts)) throw nothingLeft();
  const id = newId();
  const now = notBefore(order, ask.now);
  const refund = await insertRefund(tx, {
    ...{ ...ask, now },
    ...{ id, parts, order_id: order.id, merchant_refund_no: merchantRefundNo(id, 1) },
    state: ask.needs_second_person ? 'awaiting_approval' : 'requested',
    next_try_at: ask.needs_second_person ? null : firstTry(order, now),
  });
  const told = await toldOf(tx, order);
  const by = { at: now, actor: ask.actor };
  if (refund.state === 'requested') return promise(ground, tx, { refund, told, by, counter: { ...ask, now } });
  await record(tx, factOfRefund('refund.awaiting_approval', refund, told, by));
  return refund;
}

/** Who asks may have begun before the money came and waited for it: what happens to it is not dated before it came. */
const notBefore = ({ paid_at }: OrderRow, now: Temporal.Instant): Temporal.Instant =>
  paid_at && Temporal.Instant.compare(now, paid_at) < 0 ? paid_at : now;

/** Money taken at the counter goes back there; no channel is to be asked. */
const firstTry = (order: OrderRow, now: Temporal.Instant) => (isCounter(order.channel) ? null : now);

interface Promised {
  refund: RefundRow;
  told: OrderTold;
  by: By;
  counter?: { at_counter?: boolean } & Counter;
}

/** From now on the payer may rely on it: the books owe it, and the payable is less by it. */
async function promise(ground: Books, tx: Tx, { refund, told, by, counter }: Promised): Promise<RefundRow> {
  const payable = payableOf(told.order);
  if (refund.cause === 'adjustment') await waive(tx, payable, refund.refund_fen);
  const refunded = await refundedWhenNothingKept(tx, payable, by.at);
  await ground.ledger.post(tx, postingOf('refund_promised', refund, told, by));
  await record(
    tx,
    factOfRefund('refund.requested', refund, told, by),
    ...(refunded ? [factOfPayable(refunded, by)] : []),
  );
  const handedBack = counter?.at_counter && isCounter(told.order.channel);
  return handedBack ? ((await payOut(ground, tx, refund, counter)) ?? refund) : refund;
}

const amountsOf = (refund: RefundRow) => refund.parts.map(({ kind, refund_fen }) => ({ kind, amount_fen: refund_fen }));

/** `counter` says whose drawer the money leaves, when it is not the one it came into. */
function postingOf(
  kind: 'refund_promised' | 'refund_paid',
  refund: RefundRow,
  told: OrderTold,
  by: By,
  counter: LegTags = {},
): Posting {
  const { drawer_id: _drawer, cashier: _cashier, ...tags } = tagsOf(told);
  const move = { channel: told.order.channel, parts: amountsOf(refund), tags: { ...tags, ...counter } };
  const legs = kind === 'refund_promised' ? promisedLegs(move) : paidBackLegs(move);
  return { kind, source: `refund:${refund.id}`, ...by, note: refund.reason, legs };
}

export interface Decision {
  refund_id: string;
  actor: string;
  now: Temporal.Instant;
  note?: string;
}

/** @throws Refusal not_found, refund_same_person, refund_state */
async function decide(tx: Tx, ask: Decision, to: 'requested' | 'rejected') {
  const before = found(await readRefund(tx, ask.refund_id));
  if (before.actor === ask.actor) throw new Refusal('refund_same_person');
  const order = found(await readOrder(tx, before.order_id));
  const refund = await decideRefund(tx, {
    ...{ id: ask.refund_id, to, actor: ask.actor, note: ask.note ?? null, now: ask.now },
    next_try_at: to === 'requested' ? firstTry(order, ask.now) : null,
  });
  if (!refund) throw new Refusal('refund_state');
  return { refund, told: await toldOf(tx, order), by: { at: ask.now, actor: ask.actor } };
}

/** The second person says yes: promised, and on its way. @throws Refusal not_found, refund_same_person, refund_state */
export async function approveRefund(ground: Books, tx: Tx, ask: Decision): Promise<RefundRow> {
  return promise(ground, tx, await decide(tx, ask, 'requested'));
}

const WITHDRAWN = '整笔退款已发起，此申请作废 / everything is given back, so this is not decided any more';

/** Their money is free again before all of it is promised. Whoever decides in between was first. */
async function withdrawAwaiting(tx: Tx, { payable, now }: RefundAsk): Promise<void> {
  for (const { id } of await listAwaiting(tx, payable)) {
    const decision = { id, actor: SYSTEM_ACTOR, note: WITHDRAWN, now, next_try_at: null };
    const refund = await decideRefund(tx, { ...decision, to: 'rejected' });
    if (!refund) continue;
    const told = await toldOf(tx, found(await readOrder(tx, refund.order_id)));
    await record(tx, factOfRefund('refund.rejected', refund, told, { at: now, actor: SYSTEM_ACTOR }));
  }
}

/** The second person says no: the money stays. @throws Refusal not_found, refund_same_person, refund_state */
export async function rejectRefund(tx: Tx, ask: Decision): Promise<RefundRow> {
  const { refund, told, by } = await decide(tx, ask, 'rejected');
  await record(tx, factOfRefund('refund.rejected', refund, told, by));
  return refund;
}

/** Handed over at the counter; undefined: somebody was first. */
export async function payOut(
  ground: Books,
  tx: Tx,
  refund: RefundRow,
  counter: Counter,
): Promise<RefundRow | undefined> {
  const { now, actor, drawer_id } = counter;
  const none = { channel_refund_id: null, channel_refunded_at: null };
  const done = await settleRefund(tx, { id: refund.id, ...none, drawer_id: drawer_id ?? null, now });
  if (!done) return undefined;
  const told = await toldOf(tx, done.order);
  const by = { at: now, actor };
  const tags = { cashier: actor, ...(drawer_id ? { drawer_id } : {}) };
  await ground.ledger.post(tx, postingOf('refund_paid', done.refund, told, by, tags));
  await record(tx, factOfRefund('refund.succeeded', done.refund, told, by));
  return done.refund;
}

/**
 * One try to bring a refund to its end. A refund whose outcome is unknown is asked about first, then repeated with the
 * same number: a new number would be a second refund.
 * @throws ChannelUnknown: tried again later
 */
export async function pushRefund(ground: PaymentGround, refund: RefundRow): Promise<void> {
  const order = (await readOrder(ground.db.kysely, refund.order_id))!;
  if (refund.state === 'processing' || refund.state === 'abnormal') {
    const told = await channelOf(ground, order.channel).queryRefund(refund.merchant_refund_no, order.merchant_order_no);
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
    if (row) {
      const by = { at: now, actor: SYSTEM_ACTOR };
      await record(tx, factOfRefund('refund.processing', row, await toldOf(tx, order), by));
    }
    return row;
  });
  ground.wake.announce();
  return begun;
}

async function sendRefund(ground: PaymentGround, refund: RefundRow, order: OrderRow): Promise<void> {
  try {
    const told = await channelOf(ground, order.channel).refund({
      merchant_order_no: order.merchant_order_no,
      merchant_refund_no: refund.merchant_refund_no,
      refund_fen: refund.refund_fen,
      total_fen: order.amount_fen,
      reason: refund.reason,
    });
    faultPoint('after-refund-at-channel');
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
    const done = await settleRefund(tx, {
      ...{ id: refund.id, channel_refund_id: told.refund_id, channel_refunded_at: told.refunded_at ?? null },
      ...{ drawer_id: null, now },
    });
    if (!done) return false;
    const by = { at: now, actor: channelActor(done.order) };
    const order = await toldOf(tx, done.order);
    await ground.ledger.post(tx, postingOf('refund_paid', done.refund, order, by));
    await record(tx, factOfRefund('refund.succeeded', done.refund, order, by));
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
    const by = { at: now, actor: channelActor(order) };
    await record(tx, factOfRefund(`refund.${miss.to}`, row, await toldOf(tx, order), by));
    return true;
  });
  ground.wake.announce();
  return missed ? 'settled' : 'repeated';
}
