/** Orders at the channel: opened there, asked about, closed there. Nothing here runs inside a caller's transaction. */
import { faultPoint, found, inTransaction, Refusal, record } from '../../kernel/index.ts';
import { factOfOrder } from './facts.ts';
import {
  type ChannelName,
  type ChannelOpening,
  type ChannelOrder,
  ChannelRefused,
  ChannelUnknown,
  type PaymentChannel,
  type PayScene,
} from './ports.ts';
import { channelExpiry, LAST_LOOK_SECONDS, nextQueryAt } from './rules.ts';
import {
  channelActor,
  giveUpOrder,
  openOrder,
  payableOf,
  SYSTEM_ACTOR,
  settlePaid,
  toldOf,
  voidPayable,
} from './service-order.ts';
import { closeOrder, endLooking, findLiveOrder, readOrder, startOrder, takeTurnToAsk } from './store-order.ts';
import { readPayable } from './store-payable.ts';
import type { OrderRow, Payable, PaymentGround } from './tables.ts';

export interface StartAsk {
  /** Another than the order was opened for: that one is closed and the payable gets an order of this one. */
  channel: ChannelName;
  scene: PayScene;
  client_ip: string;
  /** Where the cashier page sends the payer back to. */
  return_url: string;
  /** The payer within WeChat; needed for the scene `jsapi`. */
  payer_openid?: string;
}
export interface StartedOrder {
  /** Another than was asked for when the first could not be opened this way any more. */
  order_id: string;
  cashier_url: string | null;
  code_url: string | null;
  jsapi: ChannelOpening['jsapi'] | null;
}

/** @throws ChannelUnknown: the hospital has not set it up, or has no more */
export function channelOf(ground: Pick<PaymentGround, 'channels'>, name: string): PaymentChannel {
  const channel = ground.channels[name as ChannelName];
  if (!channel) throw new ChannelUnknown(`the payment channel ${name} is not set up`);
  return channel;
}

const isPast = (at: Temporal.Instant, now: Temporal.Instant): boolean => Temporal.Instant.compare(at, now) <= 0;

function refuseUnlessPayable(order: OrderRow, now: Temporal.Instant): void {
  if (order.paid_fen > 0) throw new Refusal('nothing_to_pay');
  if (order.state === 'closed' || isPast(order.expires_at!, now) || isPast(order.close_at!, now))
    throw new Refusal('hold_expired');
}

/**
 * Opens the order at the channel, so that the payer's device can start paying; safe to repeat.
 * @throws Refusal nothing_to_pay, hold_expired, payment_channel_unavailable
 */
export async function startChannel(ground: PaymentGround, order_id: string, ask: StartAsk): Promise<StartedOrder> {
  if (!ground.channels[ask.channel]) throw new Refusal('payment_channel_unavailable');
  const order = await beginPaying(ground, await orderOfChannel(ground, order_id, ask.channel));
  try {
    return await openAtChannel(ground, order, ask);
  } catch (error) {
    if (!mayBeReplaced(error)) throw refusalOf(ground, order, error);
  }
  const replaced = await replaceOrder(ground, order).catch((error) => {
    throw refusalOf(ground, order, error);
  });
  const paying = await beginPaying(ground, replaced.id);
  return openAtChannel(ground, paying, ask).catch((error) => {
    throw refusalOf(ground, paying, error);
  });
}

/** The payer has changed their mind about the channel: the first one's order ends, and the payable gets another. */
async function orderOfChannel(ground: PaymentGround, order_id: string, channel: ChannelName): Promise<string> {
  const order = found(await readOrder(ground.db.kysely, order_id));
  refuseUnlessPayable(order, ground.clock.now());
  if (order.channel === channel) return order.id;
  const replaced = await replaceOrder(ground, order, channel).catch((error) => {
    throw refusalOf(ground, order, error);
  });
  return replaced.id;
}

/** Another scene or payer (`number_used`), or closed by the channel before its time: only a new number helps. */
const mayBeReplaced = (error: unknown): boolean =>
  error instanceof ChannelRefused && (error.code === 'number_used' || error.code === 'closed');

function refusalOf(ground: PaymentGround, order: OrderRow, error: unknown): unknown {
  if (!(error instanceof ChannelRefused || error instanceof ChannelUnknown)) return error;
  ground.log.warn({ err: error, order_id: order.id }, 'the order could not be opened at the channel');
  return new Refusal('payment_channel_unavailable');
}

/** Committed before the channel hears of the order, so that no order is ever there without being watched here. */
async function beginPaying(ground: PaymentGround, id: string): Promise<OrderRow> {
  const now = ground.clock.now();
  const order = found(await readOrder(ground.db.kysely, id));
  refuseUnlessPayable(order, now);
  if (order.state === 'paying') return order;
  const started = await inTransaction(ground.db, async (tx) => {
    const channel_expires_at = channelExpiry(order.expires_at!, now, ground.channelNow());
    const next_query_at = nextQueryAt(0, now, order.close_at!);
    const paying = await startOrder(tx, { id, channel_expires_at, now, next_query_at });
    if (paying)
      await record(tx, factOfOrder('payment.started', await toldOf(tx, paying), { at: now, actor: SYSTEM_ACTOR }));
    return paying;
  });
  ground.wake.announce();
  // Somebody else changed it in between: look again at what it is now.
  return started ?? beginPaying(ground, id);
}

async function openAtChannel(ground: PaymentGround, order: OrderRow, ask: StartAsk): Promise<StartedOrder> {
  const opening = await channelOf(ground, order.channel)
    .open({
      merchant_order_no: order.merchant_order_no,
      amount_fen: order.amount_fen,
      description: order.description,
      expires_at: order.channel_expires_at!,
      scene: ask.scene,
      client_ip: ask.client_ip,
      payer_openid: ask.payer_openid,
      return_url: ask.return_url,
    })
    .catch(async (error: unknown) => {
      if (error instanceof ChannelRefused && error.code === 'already_paid') {
        await askChannel(ground, order);
        throw new Refusal('nothing_to_pay');
      }
      throw error;
    });
  faultPoint('after-opening-at-channel');
  await refuseClosedMeanwhile(ground, order.id);
  return {
    order_id: order.id,
    cashier_url: opening.cashier_url ?? null,
    code_url: opening.code_url ?? null,
    jsapi: opening.jsapi ?? null,
  };
}

/** The order may have been closed here while it was being opened there; then nobody may pay it. */
async function refuseClosedMeanwhile(ground: PaymentGround, id: string): Promise<void> {
  const order = found(await readOrder(ground.db.kysely, id));
  if (order.state !== 'closed') return;
  await channelOf(ground, order.channel)
    .close(order.merchant_order_no)
    .catch((error: unknown) => {
      // Left to the last look.
      ground.log.warn({ err: error, order_id: id }, 'the order could not be closed at the channel');
    });
  throw new Refusal('hold_expired');
}

/** Closes the order and opens another for the same payable, amount and time. */
async function replaceOrder(
  ground: PaymentGround,
  order: OrderRow,
  channel = order.channel as ChannelName,
): Promise<OrderRow> {
  if (order.state === 'created') await giveUpHere(ground, order);
  else await closeOrLeave(ground, order, channel);
  const now = ground.clock.now();
  return inTransaction(ground.db, async (tx) => {
    await ground.settle.lock(tx, payableOf(order));
    const { parts } = await toldOf(tx, order);
    const owed = found(await readPayable(tx, payableOf(order)));
    return openOrder(tx, {
      ...owed,
      ...{ payable: payableOf(order), parts, channel, description: order.description },
      ...{ expires_at: order.expires_at!, actor: SYSTEM_ACTOR, now },
    });
  });
}

/**
 * A payer may turn to another channel because the first gives no answer. Its order ends here all the same and is looked at
 * until nobody can pay it there; should its money come, it is settled, and goes back if the other was paid.
 */
async function closeOrLeave(ground: PaymentGround, order: OrderRow, next: ChannelName): Promise<void> {
  try {
    await closeAtChannel(ground, order);
  } catch (error) {
    if (!(error instanceof ChannelUnknown) || next === order.channel) throw error;
    ground.log.warn({ err: error, order_id: order.id }, 'the order was left for another channel without an answer');
    await closeHere(ground, order, SYSTEM_ACTOR, ground.clock.now());
  }
}

/** Asks the channel what the order is, and makes it so here. */
export async function askChannel(ground: PaymentGround, order: OrderRow): Promise<void> {
  await believe(ground, order, await channelOf(ground, order.channel).query(order.merchant_order_no));
}

async function believe(ground: PaymentGround, order: OrderRow, told: ChannelOrder): Promise<void> {
  if (told.status === 'paid') await settlePaid(ground, order, told);
  else if (order.state === 'closed') await endLastLook(ground, order, told);
  else if (told.status === 'closed') await closeHere(ground, order, channelActor(order), null);
}

/** An order closed here is let go once nobody can pay it at the channel any more. */
async function endLastLook(ground: PaymentGround, order: OrderRow, told: ChannelOrder): Promise<void> {
  const over = told.status === 'closed' || isPast(order.channel_expires_at!, ground.channelNow());
  if (over) return endLooking(ground.db.kysely, order.id);
  // Left without an answer: closed there as soon as there is one; the next look sees what became of it.
  await channelOf(ground, order.channel).close(order.merchant_order_no);
}

/** @throws ChannelUnknown, ChannelRefused: the order stays as it was and is tried again */
async function closeAtChannel(ground: PaymentGround, order: OrderRow): Promise<void> {
  if ((await channelOf(ground, order.channel).close(order.merchant_order_no)) === 'already_paid')
    return askChannel(ground, order);
  const last_look_at = ground.clock.now().add({ seconds: LAST_LOOK_SECONDS });
  await closeHere(ground, order, SYSTEM_ACTOR, last_look_at);
}

async function closeHere(
  ground: PaymentGround,
  order: OrderRow,
  actor: string,
  last_look_at: Temporal.Instant | null,
): Promise<void> {
  await inTransaction(ground.db, async (tx) => {
    const now = ground.clock.now();
    const closed = await closeOrder(tx, { id: order.id, from: 'paying', now, last_look_at });
    if (!closed) return;
    await record(tx, factOfOrder('payment.closed', await toldOf(tx, closed), { at: now, actor }));
    // Before that, the payer may still open another.
    if (isPast(closed.expires_at!, now) || isPast(closed.close_at!, now))
      await voidPayable(tx, payableOf(closed), { at: now, actor: SYSTEM_ACTOR });
  });
  ground.wake.announce();
}

/** What is due for an order: its close when nobody may pay it any more, else a question. */
export async function lookAfterOrder(ground: PaymentGround, order: OrderRow): Promise<void> {
  const toClose = order.close_at !== null && isPast(order.close_at, ground.clock.now());
  if (order.state === 'created' || (order.state === 'paying' && toClose)) await closeUnwanted(ground, order);
  else if (order.state === 'paying' || order.state === 'closed') await askChannel(ground, order);
}

/** The payer's time is over. Whoever let it end may have fallen over before giving the payable up: done here as well. */
async function closeUnwanted(ground: PaymentGround, order: OrderRow): Promise<void> {
  const ended = order.state === 'created' && (await giveUpHere(ground, order)) === 'closed';
  if (!ended) await closeAtChannel(ground, order);
  const by = { at: ground.clock.now(), actor: SYSTEM_ACTOR };
  await inTransaction(ground.db, (tx) => voidPayable(tx, payableOf(order), by));
}

async function giveUpHere(ground: PaymentGround, order: OrderRow): Promise<'closed' | 'to_close'> {
  const by = { at: ground.clock.now(), actor: SYSTEM_ACTOR };
  const given = await inTransaction(ground.db, (tx) => giveUpOrder(tx, order, by));
  ground.wake.announce();
  return given;
}

/** Asks the channel now about a paying order, at most once a second; an unreachable channel is left for later. */
export async function refresh(ground: PaymentGround, order_id: string): Promise<void> {
  const order = await takeTurnToAsk(ground.db.kysely, order_id, ground.clock.now());
  if (order) await unlessUnreachable(ground, order, askChannel(ground, order));
}

/** Nobody may pay this payable any more: its live order ends, or turns out to be paid and is settled. */
export async function closeUnpaid(ground: PaymentGround, payable: Payable): Promise<void> {
  const order = await findLiveOrder(ground.db.kysely, payable);
  const by = { at: ground.clock.now(), actor: SYSTEM_ACTOR };
  const given = await inTransaction(ground.db, async (tx) => {
    const ended = order && (await giveUpOrder(tx, order, by));
    await voidPayable(tx, payable, by);
    return ended;
  });
  ground.wake.announce();
  if (order && given === 'to_close') await unlessUnreachable(ground, order, closeAtChannel(ground, order));
}

async function unlessUnreachable(ground: PaymentGround, order: OrderRow, asking: Promise<void>): Promise<void> {
  try {
    await asking;
  } catch (error) {
    if (!(error instanceof ChannelUnknown || error instanceof ChannelRefused)) throw error;
    ground.log.warn({ err: error, order_id: order.id }, 'the channel gave no answer; asked again later');
  }
}
