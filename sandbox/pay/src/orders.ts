/** What the two channels' orders have in common. */
import { randomBytes } from 'node:crypto';
import { orderClosed, orderPaid } from './errors.ts';
import { compactDate, digits } from './numbers.ts';
import type { AlipayOrder, Order, WechatOrder } from './rows.ts';
import { endMs, wechatPayableUntilMs } from './wechat/terms.ts';
import type { World } from './world.ts';

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';

/** The state as people read it: expired reads as closed, refunded money as REFUND. */
export function tradeState(world: World, order: Order): TradeState {
  if (order.state === 'SUCCESS') {
    const refunded = world.store.refundsOf(order).some((refund) => refund.status !== 'CLOSED');
    return refunded ? 'REFUND' : 'SUCCESS';
  }
  return order.state === 'CLOSED' || world.clock.nowMs() >= orderEndMs(order) ? 'CLOSED' : 'NOTPAY';
}

const orderEndMs = (order: Order) => (order.channel === 'wechat' ? endMs(order) : order.ends_at_ms);

/** Until when the cashier page of this order can take the money. */
export const payableUntilMs = (order: Order) =>
  order.channel === 'wechat' ? wechatPayableUntilMs(order) : order.ends_at_ms;

/** Takes the money. Refused when it was taken already, or when the order is closed or its prepay id too old. */
export function payOrder(world: World, order: Order): Order {
  if (order.state === 'SUCCESS') throw orderPaid();
  const now = world.clock.nowMs();
  if (order.state === 'CLOSED' || now >= payableUntilMs(order)) throw orderClosed();
  const paid = order.channel === 'wechat' ? paidByWechat(order, now) : paidByAlipay(order, now);
  world.store.putOrder(paid);
  return paid;
}

const paidByWechat = (order: WechatOrder, now: number): WechatOrder => ({
  ...order,
  state: 'SUCCESS',
  transaction_id: `4200002${digits(3)}${compactDate(now)}${digits(10)}`,
  success_at_ms: now,
  payer_openid: order.payer_openid ?? `o${randomBytes(13).toString('hex')}x`,
});

const paidByAlipay = (order: AlipayOrder, now: number): AlipayOrder => ({
  ...order,
  state: 'SUCCESS',
  success_at_ms: now,
  buyer_id: `2088${digits(12)}`,
});

/** Fen given back or under way. */
export function refundedFen(world: World, order: Order): number {
  const counted = world.store.refundsOf(order).filter((refund) => refund.status !== 'CLOSED');
  return counted.reduce((sum, refund) => sum + refund.refund_fen, 0);
}

/** Fen that have arrived back at the payer. */
export function returnedFen(world: World, order: Order): number {
  const arrived = world.store.refundsOf(order).filter((refund) => refund.status === 'SUCCESS');
  return arrived.reduce((sum, refund) => sum + refund.refund_fen, 0);
}
