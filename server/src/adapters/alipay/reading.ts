import type { ChannelOrder, ChannelRefund } from '../../modules/payment/ports.ts';
import { ofChinaTime } from '../channel/china-time.ts';
import { fenOfYuan } from '../channel/yuan.ts';

/** A field of the channel's words that is not as its reference says. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

export type Fields = Record<string, unknown>;

/**
 * @param paidAt `send_pay_date` in answers, `gmt_payment` in notices
 * @throws Unreadable
 */
export function readTrade(fields: Fields, paidAt: 'send_pay_date' | 'gmt_payment'): ChannelOrder {
  const merchant_order_no = text(fields, 'out_trade_no');
  switch (text(fields, 'trade_status')) {
    case 'WAIT_BUYER_PAY':
      return { merchant_order_no, status: 'not_paid' };
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return paid(fields, merchant_order_no, paidAt);
    case 'TRADE_CLOSED':
      // closed unpaid, or paid and refunded in full since: only the latter tells when it was paid
      return fields[paidAt] ? paid(fields, merchant_order_no, paidAt) : { merchant_order_no, status: 'closed' };
    default:
      throw new Unreadable('trade_status');
  }
}

function paid(fields: Fields, merchant_order_no: string, paidAt: string): ChannelOrder {
  return {
    merchant_order_no,
    status: 'paid',
    transaction_id: text(fields, 'trade_no'),
    paid_fen: fen(fields, 'total_amount'),
    paid_at: instant(fields, paidAt),
  };
}

/** What the query of a refund tells; undefined: no money has moved under this number. @throws Unreadable */
export function readRefund(fields: Fields): ChannelRefund | undefined {
  if (fields.refund_status !== 'REFUND_SUCCESS') return undefined;
  return {
    merchant_order_no: text(fields, 'out_trade_no'),
    merchant_refund_no: text(fields, 'out_request_no'),
    refund_id: text(fields, 'out_request_no'),
    status: 'success',
    refund_fen: fen(fields, 'refund_amount'),
    ...(fields.gmt_refund_pay ? { refunded_at: instant(fields, 'gmt_refund_pay') } : {}),
  };
}

export function text(fields: Fields, field: string): string {
  const value = fields[field];
  if (typeof value !== 'string' || value === '') throw new Unreadable(field);
  return value;
}

export const instant = (fields: Fields, field: string): Temporal.Instant =>
  orUnreadable(field, () => ofChinaTime(text(fields, field)));

function fen(fields: Fields, field: string): number {
  const value = orUnreadable(field, () => fenOfYuan(text(fields, field)));
  if (value < 0) throw new Unreadable(field);
  return value;
}

function orUnreadable<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new Unreadable(field);
  }
}
