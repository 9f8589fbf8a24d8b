import { randomBytes } from 'node:crypto';
import { rfc3339, shanghai } from './clock.ts';
import { orderClosed, orderNotExist, orderPaid, outTradeNoUsed, paramError } from './errors.ts';
import type { Order, TradeType } from './rows.ts';
import type { World } from './world.ts';

const PREPAY_MS = 2 * 3600_000;
/** An order that nobody pays is closed by the channel after seven days. */
const LIFETIME_MS = 7 * 86_400_000;

export interface OrderRequest {
  appid: string;
  mchid: string;
  description: string;
  out_trade_no: string;
  notify_url: string;
  attach?: string;
  time_expire?: string;
  amount: { total: number; currency?: string };
  payer?: { openid: string };
}

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

/** Places an order, or finds the one that the same request placed before; the number with other words is refused. */
export function placeOrder(world: World, tradeType: TradeType, request: OrderRequest): Order {
  const now = world.clock.nowMs();
  const wanted = wantedOrder(world, tradeType, request, now);
  const known = world.store.orders.get(request.out_trade_no);
  if (!known) {
    world.store.putOrder(wanted);
    return wanted;
  }
  if (known.state === 'SUCCESS') throw orderPaid();
  if (tradeState(world, known) === 'CLOSED') throw orderClosed();
  if (!sameRequest(known, wanted)) throw outTradeNoUsed();
  if (now < known.prepaid_at_ms + PREPAY_MS) return known;
  const renewed = { ...known, prepay_id: newPrepayId(now), prepaid_at_ms: now };
  world.store.putOrder(renewed);
  return renewed;
}

function wantedOrder(world: World, tradeType: TradeType, request: OrderRequest, now: number): Order {
  if (request.appid !== world.keys.merchant.appid) throw paramError('appid和mchid不匹配');
  if (request.time_expire && expiryMs(request.time_expire) <= now) throw paramError('time_expire时间已过期');
  return {
    out_trade_no: request.out_trade_no,
    trade_type: tradeType,
    appid: request.appid,
    description: request.description,
    total_fen: request.amount.total,
    notify_url: request.notify_url,
    attach: request.attach,
    payer_openid: request.payer?.openid,
    time_expire: request.time_expire,
    prepay_id: newPrepayId(now),
    prepaid_at_ms: now,
    created_at_ms: now,
    state: 'NOTPAY',
  };
}

function sameRequest(a: Order, b: Order): boolean {
  const words = (o: Order) =>
    JSON.stringify([
      o.trade_type,
      o.appid,
      o.description,
      o.total_fen,
      o.notify_url,
      o.attach,
      o.payer_openid,
      o.time_expire,
    ]);
  return words(a) === words(b);
}

/** `wx` + Beijing time + random, 36 characters, as the channel's own look. */
const newPrepayId = (now: number) => `wx${compactTime(now)}${randomBytes(10).toString('hex')}`;

const compactTime = (ms: number) => rfc3339(ms).slice(0, 19).replace(/\D/g, '');

export function findOrder(world: World, outTradeNo: string): Order {
  const order = world.store.orders.get(outTradeNo);
  if (!order) throw orderNotExist();
  return order;
}

/** The state as the query answers it: expired reads as closed, refunded money as REFUND. */
export function tradeState(world: World, order: Order): TradeState {
  if (order.state === 'SUCCESS') {
    const refunded = world.store.refundsOf(order.out_trade_no).some((refund) => refund.status !== 'CLOSED');
    return refunded ? 'REFUND' : 'SUCCESS';
  }
  return order.state === 'CLOSED' || world.clock.nowMs() >= orderEndMs(order) ? 'CLOSED' : 'NOTPAY';
}

function orderEndMs(order: Order): number {
  return order.time_expire ? expiryMs(order.time_expire) : order.created_at_ms + LIFETIME_MS;
}

function expiryMs(timeExpire: string): number {
  try {
    return Temporal.Instant.from(timeExpire).epochMilliseconds;
  } catch {
    throw paramError('time_expire格式错误，请使用rfc3339格式');
  }
}

/** Until when the cashier page of this order can take the money. */
export function payableUntilMs(order: Order): number {
  return Math.min(orderEndMs(order), order.prepaid_at_ms + PREPAY_MS);
}

/** Closing twice is fine; a paid order cannot be closed. */
export function closeOrder(world: World, outTradeNo: string): void {
  const order = findOrder(world, outTradeNo);
  if (order.state === 'SUCCESS') throw orderPaid();
  if (order.state === 'NOTPAY') world.store.putOrder({ ...order, state: 'CLOSED' });
}

/** Takes the money. Refused when it was taken already, or when the order is closed or its prepay id too old. */
export function payOrder(world: World, order: Order): Order {
  if (order.state === 'SUCCESS') throw orderPaid();
  const now = world.clock.nowMs();
  if (order.state === 'CLOSED' || now >= payableUntilMs(order)) throw orderClosed();
  const paid: Order = {
    ...order,
    state: 'SUCCESS',
    transaction_id: newTransactionId(now),
    success_at_ms: now,
    payer_openid: order.payer_openid ?? `o${randomBytes(13).toString('hex')}x`,
  };
  world.store.putOrder(paid);
  return paid;
}

/** 28 digits, as the channel's own: 42000 + kind + date + serial. */
function newTransactionId(now: number): string {
  const date = shanghai(now).toPlainDate().toString().replaceAll('-', '');
  const serial = Array.from(randomBytes(10), (byte) => byte % 10).join('');
  return `4200002${randomBytes(1)[0]! % 10}${randomBytes(1)[0]! % 10}${randomBytes(1)[0]! % 10}${date}${serial}`;
}

const STATE_WORDS: Record<TradeState, string> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
};

/** The order as the query and the payment callback show it. */
export function orderView(world: World, order: Order, state: TradeState = tradeState(world, order)) {
  const base = {
    appid: order.appid,
    mchid: world.keys.merchant.mchid,
    out_trade_no: order.out_trade_no,
    trade_type: order.trade_type,
    trade_state: state,
    trade_state_desc: STATE_WORDS[state],
    attach: order.attach ?? '',
  };
  if (order.state !== 'SUCCESS') return { ...base, amount: { total: order.total_fen, currency: 'CNY' } };
  return {
    ...base,
    transaction_id: order.transaction_id,
    bank_type: 'OTHERS',
    success_time: rfc3339(order.success_at_ms!),
    payer: { openid: order.payer_openid },
    amount: { total: order.total_fen, payer_total: order.total_fen, currency: 'CNY', payer_currency: 'CNY' },
  };
}
