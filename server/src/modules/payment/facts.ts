/** The facts that payment records: one for every change of state of an order or a refund, and for refused notices. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import { receiptFacts } from './facts-receipt.ts';
import type { OrderRow, PartRow, PayableRow, RefundRow } from './tables.ts';

const Amount = Type.Integer({ minimum: 0 });
/** What costing and growth count by. */
const tags = {
  payer_class: Type.String(),
  department_id: Type.Union([Type.String(), Type.Null()]),
  doctor_id: Type.Union([Type.String(), Type.Null()]),
  visit_type_id: Type.Union([Type.String(), Type.Null()]),
};
const payable = { payable_kind: Type.String(), payable_id: Type.String() };
const OrderData = Type.Object({
  order_id: Type.String(),
  ...payable,
  amount_fen: Amount,
  channel: Type.String(),
  parts: Type.Array(Type.Object({ kind: Type.String(), amount_fen: Amount })),
  ...tags,
});
const RefundData = Type.Object({
  order_id: Type.String(),
  refund_id: Type.String(),
  ...payable,
  refund_fen: Type.Integer({ minimum: 1 }),
  reason: Type.String(),
  cause: Type.String(),
  channel: Type.String(),
  parts: Type.Array(Type.Object({ kind: Type.String(), refund_fen: Amount })),
  ...tags,
});
const PayableData = Type.Object({
  ...payable,
  amount_fen: Amount,
  own_fen: Amount,
  insurance_fen: Amount,
  own_state: Type.String(),
  insurance_state: Type.String(),
  whole_state: Type.String(),
  ...tags,
});
const RefusedNoticeData = Type.Object({
  channel: Type.String(),
  notice_id: Type.String(),
  why: Type.String(),
  merchant_no: Type.String(),
  told_fen: Type.Union([Type.Integer(), Type.Null()]),
});

const NoticeAlarmData = Type.Object({
  channel: Type.String(),
  why: Type.String(),
  day: Type.String(),
  copies: Type.Integer({ minimum: 1 }),
});

/** Kind -> schema of its data. */
export const paymentFacts = {
  ...receiptFacts,
  'payable.due': PayableData,
  'payable.paid': PayableData,
  'payable.refunded': PayableData,
  'payable.void': PayableData,
  'payment.opened': OrderData,
  'payment.started': OrderData,
  'payment.paid': OrderData,
  'payment.closed': OrderData,
  'payment.notice_refused': RefusedNoticeData,
  'payment.notice_alarm': NoticeAlarmData,
  'refund.awaiting_approval': RefundData,
  'refund.rejected': RefundData,
  'refund.requested': RefundData,
  'refund.processing': RefundData,
  'refund.succeeded': RefundData,
  'refund.failed': RefundData,
  'refund.abnormal': RefundData,
} as const;

type OrderFactKind = 'payment.opened' | 'payment.started' | 'payment.paid' | 'payment.closed';
type RefundFactKind =
  | 'refund.awaiting_approval'
  | 'refund.rejected'
  | 'refund.requested'
  | 'refund.processing'
  | 'refund.succeeded'
  | 'refund.failed'
  | 'refund.abnormal';

export interface By {
  at: Temporal.Instant;
  actor: string;
}

const tagsOf = ({ payer_class, department_id, doctor_id, visit_type_id }: PayableRow) => ({
  payer_class,
  department_id,
  doctor_id,
  visit_type_id,
});

/** An order as its facts and postings need it: with its parts and with whose it is. */
export interface OrderTold {
  order: OrderRow;
  parts: readonly PartRow[];
  payable: PayableRow;
}

export function factOfOrder(kind: OrderFactKind, { order, parts, payable: owed }: OrderTold, by: By): FactInput {
  const { id, payable_kind, payable_id, amount_fen, channel } = order;
  const data: Static<typeof OrderData> = {
    ...{ order_id: id, payable_kind, payable_id, amount_fen, channel },
    parts: parts.map((part) => ({ kind: part.kind, amount_fen: part.amount_fen })),
    ...tagsOf(owed),
  };
  return { ...by, kind, subject: `payment:${id}`, patient: order.patient_id, data };
}

export function factOfRefund(kind: RefundFactKind, refund: RefundRow, told: OrderTold, by: By): FactInput {
  const { payable_kind, payable_id, channel, patient_id } = told.order;
  const { id: refund_id, order_id, refund_fen, reason, cause, parts } = refund;
  const data: Static<typeof RefundData> = {
    ...{ order_id, refund_id, payable_kind, payable_id, refund_fen, reason, cause, channel, parts },
    ...tagsOf(told.payable),
  };
  return { ...by, kind, subject: `refund:${refund_id}`, patient: patient_id, data };
}

/** A payable has become what its own state says. */
export function factOfPayable(row: PayableRow, { actor }: Pick<By, 'actor'>): FactInput {
  const { kind, id, amount_fen, own_fen, insurance_fen, own_state, insurance_state, whole_state, patient_id } = row;
  const data: Static<typeof PayableData> = {
    ...{ payable_kind: kind, payable_id: id, amount_fen, own_fen, insurance_fen },
    ...{ own_state, insurance_state, whole_state },
    ...tagsOf(row),
  };
  return { at: row.moved_at, actor, kind: `payable.${own_state}`, subject: `payable:${id}`, patient: patient_id, data };
}

export function factOfRefusedNotice(data: Static<typeof RefusedNoticeData>, by: By): FactInput {
  return { ...by, kind: 'payment.notice_refused', subject: `notice:${data.notice_id}`, data };
}

export function factOfNoticeAlarm(data: Static<typeof NoticeAlarmData>, by: By): FactInput {
  return { ...by, kind: 'payment.notice_alarm', subject: `notices:${data.channel}`, data };
}
