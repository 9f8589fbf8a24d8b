/** What a patient's account has paid and got back, over all its patients. */
import { type Static, Type } from 'typebox';
import { FeePart } from './catalog.ts';
import { MoneyStep, orderChannels, paymentStates, Refund } from './payment.ts';
import { receiptKinds } from './receipts.ts';
import { routes } from './route.ts';
import { Cursor, Day, Fen, Id, IdParams, Instant, Limit, obj, oneOf, orNull, page, WallTime } from './shapes.ts';

const line = {
  order_id: Id,
  booking_id: Id,
  state: oneOf(paymentStates),
  channel: oneOf(orderChannels),
  amount_fen: Fen,
  /** Promised back, whether it has arrived or not. */
  refund_fen: Fen,
  /** When it was paid; when it was begun, where it is not paid yet. */
  at: Instant,
  patient_name: Type.String(),
  department_name: Type.String(),
  doctor_name: Type.String(),
  visit_type_name: Type.String(),
  date: Day,
  starts: WallTime,
  ends: WallTime,
};
export const MyPayment = obj(line);
export type MyPaymentView = Static<typeof MyPayment>;

/** A paper that may be had: `id` is what it is asked for by; without a number it has not been issued yet. */
export const Paper = obj({
  kind: oneOf(receiptKinds),
  id: Id,
  receipt_id: orNull(Id),
  number: orNull(Type.String()),
  amount_fen: Fen,
  at: Instant,
});
export const MyPaymentDetail = obj({
  ...line,
  merchant_order_no: Type.String(),
  /** Until when it may be paid; null: no longer, or already. */
  expires_at: orNull(Instant),
  parts: Type.Array(FeePart),
  steps: Type.Array(MoneyStep),
  refunds: Type.Array(Refund),
  papers: Type.Array(Paper),
});
export type MyPaymentDetailView = Static<typeof MyPaymentDetail>;

export const patientPaymentRoutes = routes({
  myPaymentList: {
    method: 'GET',
    path: '/api/my-payments',
    tag: 'payment',
    zh: '我的缴费（名下所有就诊人）',
    en: 'My payments, for all patients of the account',
    who: 'patient',
    etag: true,
    query: obj({ cursor: Cursor, limit: Limit }),
    answer: page(MyPayment),
    problems: ['input_invalid'],
  },
  myPaymentShow: {
    method: 'GET',
    path: '/api/my-payments/:id',
    tag: 'payment',
    zh: '一笔缴费：明细、退款进度与单据',
    en: 'A payment: its parts, refunds by step, and papers',
    who: 'patient',
    params: IdParams,
    answer: MyPaymentDetail,
    problems: ['not_found'],
  },
});
