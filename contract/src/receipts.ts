/** Receipts (收据) for money received and refund slips (退款凭单) for money given back: one a paid order, one a refund. */
import { type Static, Type } from 'typebox';
import { feePartKinds } from './catalog.ts';
import { orderChannels } from './payment.ts';
import { payerClasses } from './people.ts';
import { routes } from './route.ts';
import { Day, Fen, Id, IdParams, Instant, obj, oneOf, orNull, WallTime } from './shapes.ts';

export const receiptKinds = ['receipt', 'refund_slip'] as const;

export const ReceiptPart = obj({
  kind: oneOf(feePartKinds),
  list_fen: orNull(Fen),
  discount_fen: orNull(Fen),
  amount_fen: Fen,
});
/** What stands on the paper; taken down once, when it is issued, and never changed. */
export const ReceiptContent = obj({
  hospital_name: Type.String(),
  hospital_name_en: Type.String(),
  patient_name: Type.String({ description: 'masked' }),
  payer_class: oneOf(payerClasses),
  department_name: Type.String(),
  doctor_name: Type.String(),
  visit_type_name: Type.String(),
  visit_date: Day,
  visit_starts: WallTime,
  parts: Type.Array(ReceiptPart, { description: 'list price and discount are told on receipts only' }),
  amount_fen: Fen,
  amount_capital: Type.String({ description: '人民币大写' }),
  channel: oneOf(orderChannels),
  merchant_order_no: Type.String(),
  merchant_refund_no: orNull(Type.String()),
  channel_no: orNull(Type.String({ description: 'the channel’s own number of the movement' })),
  moved_at: Instant,
  /** Why money went back; refund slips only. */
  reason: orNull(Type.String()),
});
export const Receipt = obj({
  id: Id,
  kind: oneOf(receiptKinds),
  number: Type.String({ description: 'R2026-000123; T for refund slips. Without gaps in each year' }),
  order_id: Id,
  refund_id: orNull(Id),
  issued_at: Instant,
  content: ReceiptContent,
  given_back: Type.Array(
    obj({ refund_id: Id, refund_fen: Fen, at: Instant, number: orNull(Type.String({ description: 'of its slip' })) }),
    { description: 'receipts only: what has gone back since; not part of the paper’s own words' },
  ),
});
export type ReceiptView = Static<typeof Receipt>;
export type ReceiptWords = Static<typeof ReceiptContent>;

const tag = 'payment';
const staff = ['cashier', 'clerk', 'finance'] as const;
const asked = obj({
  kind: oneOf(receiptKinds),
  /** Of the order; of the refund for a slip. */
  id: Id,
});
const pdf = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

export const receiptRoutes = routes({
  receiptIssue: {
    method: 'POST',
    path: '/api/receipts',
    tag,
    zh: '取收据或退款凭单（首次即开具）',
    en: 'A receipt or refund slip; the first asking issues it',
    who: 'patient',
    idempotent: true,
    body: asked,
    answer: Receipt,
    problems: ['input_invalid', 'not_found', 'receipt_not_due'],
  },
  receiptShow: {
    method: 'GET',
    path: '/api/receipts/:id',
    tag,
    zh: '查看收据',
    en: 'A receipt',
    who: 'patient',
    params: IdParams,
    answer: Receipt,
    problems: ['not_found'],
  },
  receiptPdf: {
    method: 'GET',
    path: '/api/receipts/:id/pdf',
    tag,
    zh: '收据（PDF）',
    en: 'A receipt as PDF',
    who: 'patient',
    params: IdParams,
    file: 'application/pdf',
    answer: pdf,
    problems: ['not_found'],
  },
  deskReceiptIssue: {
    method: 'POST',
    path: '/api/desk/receipts',
    tag,
    zh: '窗口：取收据或退款凭单',
    en: 'Desk: a receipt or refund slip',
    who: staff,
    idempotent: true,
    body: asked,
    answer: Receipt,
    problems: ['input_invalid', 'not_found', 'receipt_not_due'],
  },
  deskReceiptPdf: {
    method: 'GET',
    path: '/api/desk/receipts/:id/pdf',
    tag,
    zh: '窗口：打印收据（PDF）',
    en: 'Desk: print a receipt (PDF)',
    who: staff,
    params: IdParams,
    file: 'application/pdf',
    answer: pdf,
    problems: ['not_found'],
  },
});
