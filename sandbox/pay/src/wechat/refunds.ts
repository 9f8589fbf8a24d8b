import { rfc3339 } from '../clock.ts';
import { invalidRequest, resourceNotExists } from '../errors.ts';
import { compactDate, digits } from '../numbers.ts';
import { refundedFen } from '../orders.ts';
import type { Refund, WechatOrder } from '../rows.ts';
import { waitMs, type World } from '../world.ts';
import { findOrder } from './orders.ts';

const MAXIMUM_REFUNDS = 50;
const REFUNDABLE_MS = 365 * 86_400_000;

export interface RefundRequest {
  transaction_id?: string;
  out_trade_no?: string;
  out_refund_no: string;
  reason?: string;
  notify_url?: string;
  amount: { refund: number; total: number; currency: string };
}

/** Accepts a refund; it settles later. The same number again is the same refund, never a second one. */
export function requestRefund(world: World, request: RefundRequest): Refund {
  const order = refundedOrder(world, request);
  const known = world.store.wechatRefund(request.out_refund_no);
  if (known) return sameRefund(known, order, request);
  checkRefundable(world, order, request);
  const now = world.clock.nowMs();
  const refund: Refund = {
    channel: 'wechat',
    out_refund_no: request.out_refund_no,
    refund_id: `5030000${digits(3)}${compactDate(now)}${digits(11)}`,
    out_trade_no: order.out_trade_no,
    refund_fen: request.amount.refund,
    total_fen: request.amount.total,
    reason: request.reason,
    notify_url: request.notify_url,
    created_at_ms: now,
    settles_at_ms: now + waitMs(world, world.store.faults.refund_seconds),
    status: 'PROCESSING',
  };
  world.store.putRefund(refund);
  return refund;
}

function refundedOrder(world: World, request: RefundRequest): WechatOrder {
  const order = request.transaction_id
    ? world.store.orderByTransactionId(request.transaction_id)
    : world.store.wechatOrder(request.out_trade_no ?? '');
  if (order?.channel !== 'wechat') throw resourceNotExists('订单不存在');
  if (order.state !== 'SUCCESS') throw invalidRequest('订单未支付，无法退款');
  return order;
}

function sameRefund(known: Refund, order: WechatOrder, request: RefundRequest): Refund {
  const same =
    known.out_trade_no === order.out_trade_no &&
    known.refund_fen === request.amount.refund &&
    known.total_fen === request.amount.total;
  if (!same) throw invalidRequest('订单金额或退款金额与之前请求不一致，请核实后再试');
  return known;
}

function checkRefundable(world: World, order: WechatOrder, request: RefundRequest): void {
  if (request.amount.total !== order.total_fen) throw invalidRequest('订单金额与原订单不一致');
  if (world.clock.nowMs() - order.success_at_ms! > REFUNDABLE_MS) throw invalidRequest('订单已超过可退款的最大期限');
  const earlier = world.store.refundsOf(order).filter((refund) => refund.status !== 'CLOSED');
  if (earlier.length >= MAXIMUM_REFUNDS) throw invalidRequest('一笔订单最多支持50次部分退款');
  if (refundedFen(world, order) + request.amount.refund > order.total_fen)
    throw invalidRequest('申请退款金额大于订单可退款金额');
}

export function findRefund(world: World, outRefundNo: string): Refund {
  const refund = world.store.wechatRefund(outRefundNo);
  if (!refund) throw resourceNotExists('退款单不存在');
  return refund;
}

/** Moves a refund whose time has come to its end state. */
export function settleRefund(world: World, refund: Refund): Refund {
  const status = world.store.faults.refund_outcome;
  const settled: Refund = { ...refund, status };
  if (status === 'SUCCESS') settled.success_at_ms = world.clock.nowMs();
  world.store.putRefund(settled);
  return settled;
}

/** The refund as the request and the query answer it. */
export function refundView(world: World, refund: Refund) {
  const order = findOrder(world, refund.out_trade_no);
  return {
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    transaction_id: order.transaction_id,
    out_trade_no: refund.out_trade_no,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: rfc3339(refund.created_at_ms),
    status: refund.status,
    funds_account: 'AVAILABLE',
    ...(refund.success_at_ms === undefined ? {} : { success_time: rfc3339(refund.success_at_ms) }),
    amount: {
      total: refund.total_fen,
      refund: refund.refund_fen,
      payer_total: refund.total_fen,
      payer_refund: refund.refund_fen,
      settlement_total: refund.total_fen,
      settlement_refund: refund.refund_fen,
      discount_refund: 0,
      currency: 'CNY',
    },
  };
}

/** The refund as its callback tells it. */
export function refundNoticeResource(world: World, refund: Refund) {
  const order = findOrder(world, refund.out_trade_no);
  return {
    mchid: world.keys.merchant.mchid,
    out_trade_no: refund.out_trade_no,
    transaction_id: order.transaction_id,
    out_refund_no: refund.out_refund_no,
    refund_id: refund.refund_id,
    refund_status: refund.status,
    ...(refund.success_at_ms === undefined ? {} : { success_time: rfc3339(refund.success_at_ms) }),
    user_received_account: '支付用户零钱',
    amount: {
      total: refund.total_fen,
      refund: refund.refund_fen,
      payer_total: refund.total_fen,
      payer_refund: refund.refund_fen,
    },
  };
}
