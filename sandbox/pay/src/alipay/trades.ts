import { randomBytes } from 'node:crypto';
import { dateTime, dateTimeToMs, shanghai } from '../clock.ts';
import { yuan } from '../money.ts';
import { compactDate, digits } from '../numbers.ts';
import { returnedFen, tradeState } from '../orders.ts';
import type { AlipayOrder } from '../rows.ts';
import type { World } from '../world.ts';
import { type Biz, merchantNo, optionalText, requiredFen, requiredText } from './biz.ts';
import {
  contextInconsistent,
  invalidParameter,
  tradeHasClose,
  tradeHasSuccess,
  tradeNotExist,
  tradeStatusError,
} from './errors.ts';

const LIFETIME_MS = 15 * 86_400_000;
/** After this long a paid trade is finished: nothing can be refunded any more. */
const REFUNDABLE_MS = 365 * 86_400_000;

const PRODUCTS = { PAGE: 'FAST_INSTANT_TRADE_PAY', WAP: 'QUICK_WAP_WAY' };

export interface TradeRequest {
  trade_type: AlipayOrder['trade_type'];
  notify_url?: string;
  return_url?: string;
  biz: Biz;
}

/**
 * Places the trade that a payer's browser has brought, or finds the one placed before: until somebody opens the page
 * there is no trade, and the query says so.
 */
export function placeTrade(world: World, request: TradeRequest): AlipayOrder {
  const wanted = wantedTrade(world, request);
  const known = world.store.alipayOrder(wanted.out_trade_no);
  if (known) checkSame(world, known, wanted);
  const placed = known ? { ...known, return_url: wanted.return_url, quit_url: wanted.quit_url } : wanted;
  world.store.putOrder(placed);
  return placed;
}

function wantedTrade(world: World, { trade_type, notify_url, return_url, biz }: TradeRequest): AlipayOrder {
  const now = world.clock.nowMs();
  if (requiredText(biz, 'product_code', 64) !== PRODUCTS[trade_type]) throw invalidParameter('product_code');
  const outTradeNo = merchantNo(biz, 'out_trade_no');
  if (outTradeNo === undefined) throw invalidParameter('out_trade_no');
  const endsAtMs = endOf(biz, now);
  if (endsAtMs <= now) throw invalidParameter('time_expire');
  return {
    channel: 'alipay',
    out_trade_no: outTradeNo,
    trade_type,
    description: requiredText(biz, 'subject', 256),
    body: optionalText(biz, 'body', 128),
    passback_params: optionalText(biz, 'passback_params', 512),
    total_fen: requiredFen(biz, 'total_amount'),
    notify_url: notify_url ?? '',
    return_url,
    quit_url: optionalText(biz, 'quit_url', 400),
    cashier_id: `ap${randomBytes(16).toString('hex')}`,
    transaction_id: `${compactDate(now)}22001${digits(15)}`,
    created_at_ms: now,
    ends_at_ms: endsAtMs,
    state: 'NOTPAY',
  };
}

function checkSame(world: World, known: AlipayOrder, wanted: AlipayOrder): void {
  if (known.state === 'SUCCESS') throw tradeHasSuccess();
  if (tradeState(world, known) === 'CLOSED') throw tradeHasClose();
  const same = known.total_fen === wanted.total_fen && known.description === wanted.description;
  if (!same) throw contextInconsistent();
}

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3600_000, d: 86_400_000 };

/** `time_expire` names a moment; `timeout_express` a while (90m, 2h, 15d) or the end of the day (1c). */
function endOf(biz: Biz, now: number): number {
  const moment = optionalText(biz, 'time_expire', 32);
  if (moment !== undefined) {
    const ms = dateTimeToMs(moment);
    if (ms === undefined) throw invalidParameter('time_expire');
    return Math.min(ms, now + LIFETIME_MS);
  }
  const express = optionalText(biz, 'timeout_express', 6);
  if (express === undefined) return now + LIFETIME_MS;
  if (express === '1c') return shanghai(now).startOfDay().add({ days: 1 }).epochMilliseconds;
  const [, count, unit] = express.match(/^([1-9]\d{0,4})([mhd])$/) ?? [];
  const length = Number(count) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (!(length <= LIFETIME_MS)) throw invalidParameter('timeout_express');
  return now + length;
}

/** By `trade_no` if there is one, else by `out_trade_no`. */
export function findTrade(world: World, biz: Biz): AlipayOrder {
  const tradeNo = optionalText(biz, 'trade_no', 64);
  const outTradeNo = merchantNo(biz, 'out_trade_no');
  if (tradeNo === undefined && outTradeNo === undefined) throw invalidParameter('out_trade_no');
  const order =
    tradeNo === undefined ? world.store.alipayOrder(outTradeNo!) : world.store.orderByTransactionId(tradeNo);
  if (order?.channel !== 'alipay') throw tradeNotExist();
  return order;
}

export type TradeStatus = 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED' | 'TRADE_FINISHED';

/** A trade refunded in full is closed too. */
export function tradeStatus(world: World, order: AlipayOrder): TradeStatus {
  if (order.state !== 'SUCCESS') return tradeState(world, order) === 'CLOSED' ? 'TRADE_CLOSED' : 'WAIT_BUYER_PAY';
  if (returnedFen(world, order) === order.total_fen) return 'TRADE_CLOSED';
  return world.clock.nowMs() > order.success_at_ms! + REFUNDABLE_MS ? 'TRADE_FINISHED' : 'TRADE_SUCCESS';
}

/** Only a trade that waits for its payer can be closed. */
export function closeTrade(world: World, order: AlipayOrder): void {
  if (tradeStatus(world, order) !== 'WAIT_BUYER_PAY') throw tradeStatusError();
  world.store.putOrder({ ...order, state: 'CLOSED' });
}

/** The trade as the query answers it. */
export function tradeView(world: World, order: AlipayOrder): Record<string, unknown> {
  const amount = yuan(order.total_fen);
  const base = {
    trade_no: order.transaction_id,
    out_trade_no: order.out_trade_no,
    trade_status: tradeStatus(world, order),
    total_amount: amount,
    subject: order.description,
  };
  if (order.state !== 'SUCCESS') return base;
  return {
    ...base,
    buyer_logon_id: buyerLogonId(order),
    buyer_user_id: order.buyer_id,
    receipt_amount: amount,
    buyer_pay_amount: amount,
    invoice_amount: amount,
    point_amount: '0.00',
    send_pay_date: dateTime(order.success_at_ms!),
    fund_bill_list: [{ amount, fund_channel: 'ALIPAYACCOUNT' }],
  };
}

/** The payer's sign-in name, masked as Alipay masks it. */
export const buyerLogonId = (order: AlipayOrder) => `150******${(order.buyer_id ?? '').slice(-2)}`;
