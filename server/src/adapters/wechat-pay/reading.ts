import {
  type ChannelOrder,
  type ChannelOrderStatus,
  type ChannelRefund,
  type ChannelRefundStatus,
  ChannelUnknown,
} from '../../modules/payment/ports.ts';

/** A field of the channel's JSON that is not as its reference says. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

type Json = Record<string, unknown>;

/** Set by the channel only on paid orders; REFUND is a paid order with refunds. */
const ORDER_STATUS: Record<string, ChannelOrderStatus> = {
  SUCCESS: 'paid',
  REFUND: 'paid',
  NOTPAY: 'not_paid',
  USERPAYING: 'paying',
  ACCEPT: 'paying',
  CLOSED: 'closed',
  REVOKED: 'closed',
  PAYERROR: 'failed',
};

const REFUND_STATUS: Record<string, ChannelRefundStatus> = {
  PROCESSING: 'processing',
  SUCCESS: 'success',
  CLOSED: 'closed',
  ABNORMAL: 'abnormal',
};

/** @throws Unreadable */
export function readOrder(json: Json): ChannelOrder {
  const status = ORDER_STATUS[text(json, 'trade_state')];
  if (!status) throw new Unreadable('trade_state');
  const order: ChannelOrder = { merchant_order_no: text(json, 'out_trade_no'), status };
  if (status !== 'paid') return order;
  const amount = child(json, 'amount');
  if (amount.currency !== 'CNY') throw new Unreadable('amount.currency');
  return {
    ...order,
    transaction_id: text(json, 'transaction_id'),
    paid_fen: fen(amount, 'total'),
    paid_at: instant(json, 'success_time'),
  };
}

/**
 * @param statusField `status` in answers, `refund_status` in messages
 * @throws Unreadable
 */
export function readRefund(json: Json, statusField: 'status' | 'refund_status'): ChannelRefund {
  const status = REFUND_STATUS[text(json, statusField)];
  if (!status) throw new Unreadable(statusField);
  return {
    merchant_order_no: text(json, 'out_trade_no'),
    merchant_refund_no: text(json, 'out_refund_no'),
    refund_id: text(json, 'refund_id'),
    status,
    refund_fen: fen(child(json, 'amount'), 'refund'),
    ...(status === 'success' ? { refunded_at: instant(json, 'success_time') } : {}),
  };
}

export function text(json: Json, field: string): string {
  const value = json[field];
  if (typeof value !== 'string' || value === '') throw new Unreadable(field);
  return value;
}

export function child(json: Json, field: string): Json {
  const value = json[field];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(field);
  return value as Json;
}

function fen(json: Json, field: string): number {
  const value = json[field];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new Unreadable(field);
  return value;
}

function instant(json: Json, field: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text(json, field));
  } catch {
    throw new Unreadable(field);
  }
}

/** An answer that cannot be read, though signed, leaves the outcome open. */
export function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new ChannelUnknown(`wechat pay's answer has an unreadable ${error.message}`);
  }
}
