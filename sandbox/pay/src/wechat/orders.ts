import { randomBytes } from 'node:crypto';
import { rfc3339 } from '../clock.ts';
import { orderClosed, orderNotExist, orderPaid, outTradeNoUsed, paramError } from '../errors.ts';
import { type TradeState, tradeState } from '../orders.ts';
import type { TradeType, WechatOrder } from '../rows.ts';
import type { World } from '../world.ts';
import { expiryMs, isPrepayUsable } from './terms.ts';

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

/** Places an order, or finds the one that the same request placed before; the number with other words is refused. */
export function placeOrder(world: World, tradeType: TradeType, request: OrderRequest): WechatOrder {
  const now = world.clock.nowMs();
  const wanted = wantedOrder(world, tradeType, request, now);
  const known = world.store.wechatOrder(request.out_trade_no);
  if (!known) {
    world.store.putOrder(wanted);
    return wanted;
  }
  if (known.state === 'SUCCESS') throw orderPaid();
  if (tradeState(world, known) === 'CLOSED') throw orderClosed();
  if (!sameRequest(known, wanted)) throw outTradeNoUsed();
  if (isPrepayUsable(known, now)) return known;
  const renewed = { ...known, prepay_id: newPrepayId(now), prepaid_at_ms: now };
  world.store.putOrder(renewed);
  return renewed;
}

function wantedOrder(world: World, tradeType: TradeType, request: OrderRequest, now: number): WechatOrder {
  if (request.appid !== world.keys.merchant.appid) throw paramError('appid和mchid不匹配');
  if (request.time_expire && expiryMs(request.time_expire) <= now) throw paramError('time_expire时间已过期');
  return {
    channel: 'wechat',
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

function sameRequest(a: WechatOrder, b: WechatOrder): boolean {
  const words = (o: WechatOrder) =>
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

export function findOrder(world: World, outTradeNo: string): WechatOrder {
  const order = world.store.wechatOrder(outTradeNo);
  if (!order) throw orderNotExist();
  return order;
}

/** Closing twice is fine; a paid order cannot be closed. */
export function closeOrder(world: World, outTradeNo: string): void {
  const order = findOrder(world, outTradeNo);
  if (order.state === 'SUCCESS') throw orderPaid();
  if (order.state === 'NOTPAY') world.store.putOrder({ ...order, state: 'CLOSED' });
}

const STATE_WORDS: Record<TradeState, string> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  REFUND: '订单发生过退款，退款详情请查询退款单',
  CLOSED: '订单已关闭',
};

/** The order as the query and the payment callback show it. */
export function orderView(world: World, order: WechatOrder, state: TradeState = tradeState(world, order)) {
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
