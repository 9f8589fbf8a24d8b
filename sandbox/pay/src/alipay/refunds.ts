import { dateTime } from '../clock.ts';
import { yuan } from '../money.ts';
import { compactDate, digits } from '../numbers.ts';
import { refundedFen, returnedFen } from '../orders.ts';
import type { AlipayOrder, Refund } from '../rows.ts';
import type { World } from '../world.ts';
import { type Biz, merchantNo, optionalText, requiredFen } from './biz.ts';
import {
  discordantRepeat,
  invalidParameter,
  refundTooMuch,
  sellerBalanceNotEnough,
  tradeHasFinished,
  tradeStatusError,
} from './errors.ts';
import { buyerLogonId, findTrade, tradeStatus } from './trades.ts';

interface Done {
  order: AlipayOrder;
  refund: Refund;
  /** Whether this call, and not an earlier one, moved the money. */
  moved: boolean;
}

/**
 * Refunds at once. The same `out_request_no` again is the same refund; one that could not be delivered before is tried
 * again under its number.
 */
export function refundTrade(world: World, biz: Biz): Done {
  const order = findTrade(world, biz);
  const fen = requiredFen(biz, 'refund_amount');
  if (order.state !== 'SUCCESS') throw tradeStatusError();
  const no = requestNo(biz, order, fen);
  const known = world.store.alipayRefund(order.out_trade_no, no);
  if (known && known.refund_fen !== fen) throw discordantRepeat();
  if (known?.status === 'SUCCESS') return { order, refund: known, moved: false };
  if (!known) checkRefundable(world, order, fen);
  const refund = settled(world, known ?? newRefund(world, order, no, fen, optionalText(biz, 'refund_reason', 256)));
  world.store.putRefund(refund);
  return { order, refund, moved: refund.status === 'SUCCESS' };
}

/** Only a refund of the whole may go without a number of its own. */
function requestNo(biz: Biz, order: AlipayOrder, fen: number): string {
  const no = merchantNo(biz, 'out_request_no');
  if (no !== undefined) return no;
  if (fen !== order.total_fen) throw invalidParameter('out_request_no');
  return order.out_trade_no;
}

function checkRefundable(world: World, order: AlipayOrder, fen: number): void {
  if (tradeStatus(world, order) === 'TRADE_FINISHED') throw tradeHasFinished();
  if (refundedFen(world, order) + fen > order.total_fen) throw refundTooMuch();
}

function newRefund(world: World, order: AlipayOrder, no: string, fen: number, reason: string | undefined): Refund {
  const now = world.clock.nowMs();
  return {
    channel: 'alipay',
    out_refund_no: no,
    refund_id: `${compactDate(now)}22002${digits(15)}`,
    out_trade_no: order.out_trade_no,
    refund_fen: fen,
    total_fen: order.total_fen,
    reason,
    created_at_ms: now,
    settles_at_ms: now,
    status: 'ABNORMAL',
  };
}

/** @throws AlipayError when the fault says that the merchant's account is empty; nothing is kept then */
function settled(world: World, refund: Refund): Refund {
  const outcome = world.store.faults.refund_outcome;
  if (outcome === 'CLOSED') throw sellerBalanceNotEnough();
  if (outcome === 'ABNORMAL') return { ...refund, status: 'ABNORMAL' };
  return { ...refund, status: 'SUCCESS', success_at_ms: world.clock.nowMs() };
}

/** `refund_fee` is the sum of all refunds of the trade, `send_back_fee` this one. */
export function refundView(world: World, { order, refund, moved }: Done) {
  return {
    trade_no: order.transaction_id,
    out_trade_no: order.out_trade_no,
    buyer_logon_id: buyerLogonId(order),
    buyer_user_id: order.buyer_id,
    fund_change: moved ? 'Y' : 'N',
    refund_fee: yuan(returnedFen(world, order)),
    send_back_fee: refund.status === 'SUCCESS' ? yuan(refund.refund_fen) : '0.00',
  };
}

/** A refund that nobody asked for is answered by success without a word about it, as the real one does. */
export function refundQueryView(world: World, biz: Biz) {
  const order = findTrade(world, biz);
  const no = merchantNo(biz, 'out_request_no');
  if (no === undefined) throw invalidParameter('out_request_no');
  const refund = world.store.alipayRefund(order.out_trade_no, no);
  if (!refund) return {};
  const done = refund.status === 'SUCCESS';
  return {
    trade_no: order.transaction_id,
    out_trade_no: order.out_trade_no,
    out_request_no: no,
    total_amount: yuan(order.total_fen),
    refund_amount: yuan(refund.refund_fen),
    ...(refund.reason !== undefined && { refund_reason: refund.reason }),
    ...(done && { refund_status: 'REFUND_SUCCESS', gmt_refund_pay: dateTime(refund.success_at_ms!) }),
  };
}
