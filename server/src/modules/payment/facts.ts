/** The facts that payment records: one for every change of state of an order or a refund, and for refused notices. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { OrderRow, RefundRow } from './tables.ts';

const OrderData = Type.Object({
  order_id: Type.String(),
  payable_kind: Type.String(),
  payable_id: Type.String(),
  amount_fen: Type.Integer({ minimum: 1 }),
  channel: Type.String(),
});
const RefundData = Type.Object({
  order_id: Type.String(),
  refund_id: Type.String(),
  payable_kind: Type.String(),
  payable_id: Type.String(),
  refund_fen: Type.Integer({ minimum: 1 }),
  reason: Type.String(),
  channel: Type.String(),
});
const RefusedNoticeData = Type.Object({
  channel: Type.String(),
  notice_id: Type.String(),
  why: Type.String(),
  merchant_no: Type.String(),
  told_fen: Type.Union([Type.Integer(), Type.Null()]),
});

/** Kind -> schema of its data. */
export const paymentFacts = {
  'payment.opened': OrderData,
  'payment.started': OrderData,
  'payment.paid': OrderData,
  'payment.closed': OrderData,
  'payment.notice_refused': RefusedNoticeData,
  'refund.requested': RefundData,
  'refund.processing': RefundData,
  'refund.succeeded': RefundData,
  'refund.failed': RefundData,
  'refund.abnormal': RefundData,
} as const;

type OrderFactKind = 'payment.opened' | 'payment.started' | 'payment.paid' | 'payment.closed';
type RefundFactKind =
  | 'refund.requested'
  | 'refund.processing'
  | 'refund.succeeded'
  | 'refund.failed'
  | 'refund.abnormal';

export interface By {
  at: Temporal.Instant;
  actor: string;
}

export function factOfOrder(kind: OrderFactKind, order: OrderRow, by: By): FactInput {
  const { id, payable_kind, payable_id, amount_fen, channel } = order;
  const data: Static<typeof OrderData> = { order_id: id, payable_kind, payable_id, amount_fen, channel };
  return { ...by, kind, subject: `payment:${id}`, patient: order.patient_id, data };
}

export function factOfRefund(kind: RefundFactKind, refund: RefundRow, order: OrderRow, by: By): FactInput {
  const { payable_kind, payable_id, channel } = order;
  const { id: refund_id, order_id, refund_fen, reason } = refund;
  const data: Static<typeof RefundData> = {
    order_id,
    refund_id,
    payable_kind,
    payable_id,
    refund_fen,
    reason,
    channel,
  };
  return { ...by, kind, subject: `refund:${refund_id}`, patient: order.patient_id, data };
}

export function factOfRefusedNotice(data: Static<typeof RefusedNoticeData>, by: By): FactInput {
  return { ...by, kind: 'payment.notice_refused', subject: `notice:${data.notice_id}`, data };
}
