/** Payments and refunds as the staff work them: taken at the window, given back by part, confirmed by a second person. */
import { type Static, Type } from 'typebox';
import { Booking } from './booking.ts';
import { feePartKinds } from './catalog.ts';
import { LedgerLine } from './ledger.ts';
import { orderChannels, payChannels, Refund, RefundPart } from './payment.ts';
import { routes } from './route.ts';
import { Cursor, Day, Fen, Id, IdParams, Instant, Limit, obj, oneOf, orNull, page, Words } from './shapes.ts';

export const orderStates = ['created', 'paying', 'paid', 'partly_refunded', 'refunded', 'closed'] as const;
/** What of refunds is somebody's to do: a second person's, a cashier's with the payer at the window, or at the channel. */
export const refundTasks = ['awaiting_approval', 'at_counter', 'abnormal'] as const;

const { steps: _steps, ...told } = Refund.properties;
export const StaffRefund = obj({
  ...told,
  merchant_refund_no: Type.String(),
  payable_id: Id,
  patient_name: Type.String({ description: 'masked' }),
  department_name: Type.String(),
  asked_by: Type.String({ description: 'who asked: a name, or what acted by itself' }),
  /** Whether who asks this may decide it: nobody confirms their own. */
  asked_by_me: Type.Boolean(),
  decided_by: orNull(Type.String()),
  decided_at: orNull(Instant),
  decision_note: orNull(Type.String()),
  failure: orNull(Type.String({ description: 'why the channel did not carry it out' })),
});
export type StaffRefundView = Static<typeof StaffRefund>;

export const OrderPart = obj({ kind: oneOf(feePartKinds), amount_fen: Fen, refund_due_fen: Fen });
export const StaffOrder = obj({
  order_id: Id,
  merchant_order_no: Type.String(),
  transaction_id: orNull(Type.String()),
  payable_id: Id,
  channel: oneOf(orderChannels),
  state: oneOf(orderStates),
  amount_fen: Fen,
  paid_fen: Fen,
  /** Promised back, and of it what has arrived. */
  refund_due_fen: Fen,
  refunded_fen: Fen,
  opened_at: Instant,
  expires_at: orNull(Instant),
  paid_at: orNull(Instant),
  /** Who took the money at the counter. */
  taken_by: orNull(Type.String()),
  parts: Type.Array(OrderPart),
  refunds: Type.Array(StaffRefund),
});
export type StaffOrderView = Static<typeof StaffOrder>;

export const DeskPayment = obj({
  booking: Booking,
  /** Given up by the hospital while the visit stays. */
  waived_fen: Fen,
  /** A refund of more than this waits for a second person. */
  two_person_above_fen: Fen,
  /** Newest first. */
  orders: Type.Array(StaffOrder),
});
export type DeskPaymentView = Static<typeof DeskPayment>;

export const PayCode = obj({
  order_id: Id,
  amount_fen: Fen,
  channel: oneOf(payChannels),
  /** Drawn as a QR code for the payer's phone. */
  qr_text: Type.String(),
  expires_at: Instant,
});

const tag = 'payment';
const atTheWindow = ['clerk', 'cashier'] as const;
const second = ['finance', 'administrator'] as const;
const readers = ['finance', 'cashier', 'administrator'] as const;
const Reason = obj({ reason: Words(80, 2) });

export const refundRoutes = routes({
  deskPaymentShow: {
    method: 'GET',
    path: '/api/desk/bookings/:id/payment',
    tag,
    zh: '窗口：一个预约的收退费',
    en: 'Desk: what was paid and given back for a booking',
    who: [...atTheWindow, ...second],
    params: IdParams,
    answer: DeskPayment,
    problems: ['not_found'],
  },
  deskPayCode: {
    method: 'POST',
    path: '/api/desk/bookings/:id/pay-code',
    tag,
    zh: '窗口：出示收款码',
    en: 'Desk: show a QR code to pay by',
    who: atTheWindow,
    params: IdParams,
    body: obj({ channel: oneOf(payChannels) }),
    answer: PayCode,
    problems: [
      'input_invalid',
      'not_found',
      'booking_state',
      'hold_expired',
      'session_closed',
      'nothing_to_pay',
      'payment_channel_unavailable',
    ],
  },
  deskRefundAsk: {
    method: 'POST',
    path: '/api/desk/payments/:id/refunds',
    tag,
    zh: '窗口：退费（就诊保留）',
    en: 'Desk: give money back while the visit stays',
    who: [...atTheWindow, 'finance'],
    params: IdParams,
    idempotent: true,
    status: 201,
    body: obj({
      /** Of the order: by part, whole or less. */
      parts: Type.Array(RefundPart, { minItems: 1, maxItems: feePartKinds.length }),
      reason: Words(80, 2),
      /** Counter money is handed over now; else it waits for the payer. */
      hand_back: Type.Optional(Type.Boolean()),
    }),
    answer: StaffRefund,
    problems: ['input_invalid', 'not_found', 'refund_not_possible', 'drawer_not_open', 'drawer_short'],
  },
  deskRefundHandBack: {
    method: 'POST',
    path: '/api/desk/refunds/:id/hand-back',
    tag,
    zh: '窗口：把退款交给患者',
    en: 'Desk: hand a waiting refund to the payer',
    who: atTheWindow,
    params: IdParams,
    idempotent: true,
    answer: StaffRefund,
    problems: ['not_found', 'refund_state', 'drawer_not_open', 'drawer_short'],
  },
  refundList: {
    method: 'GET',
    path: '/api/admin/refunds',
    tag,
    zh: '待处理的退款',
    en: 'Refunds that wait for somebody',
    who: [...atTheWindow, ...second],
    etag: true,
    query: obj({ task: oneOf(refundTasks), cursor: Cursor, limit: Limit }),
    answer: page(StaffRefund),
    problems: ['input_invalid'],
  },
  refundApprove: {
    method: 'POST',
    path: '/api/admin/refunds/:id/approve',
    tag,
    zh: '同意退款（第二人）',
    en: 'Approve a refund, as the second person',
    who: second,
    params: IdParams,
    idempotent: true,
    answer: StaffRefund,
    problems: ['not_found', 'refund_same_person', 'refund_state'],
  },
  refundReject: {
    method: 'POST',
    path: '/api/admin/refunds/:id/reject',
    tag,
    zh: '不同意退款（注明理由）',
    en: 'Reject a refund, with a reason',
    who: second,
    params: IdParams,
    idempotent: true,
    body: Reason,
    answer: StaffRefund,
    problems: ['input_invalid', 'not_found', 'refund_same_person', 'refund_state'],
  },
  refundCured: {
    method: 'POST',
    path: '/api/admin/refunds/:id/cured',
    tag,
    zh: '异常退款已在渠道处理：向渠道核实',
    en: 'An abnormal refund was cured at the channel: ask the channel',
    who: second,
    params: IdParams,
    answer: StaffRefund,
    problems: ['not_found', 'refund_state', 'refund_not_cured', 'payment_channel_unavailable'],
  },
  paymentList: {
    method: 'GET',
    path: '/api/admin/payments',
    tag,
    zh: '支付与退款流水',
    en: 'Payments and refunds',
    who: readers,
    query: obj({
      date: Type.Optional(Day),
      channel: Type.Optional(oneOf(orderChannels)),
      state: Type.Optional(oneOf(orderStates)),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: page(
      obj({
        order_id: Id,
        merchant_order_no: Type.String(),
        payable_kind: Type.String(),
        payable_id: Id,
        channel: Type.String(),
        state: Type.String(),
        amount_fen: Fen,
        refunded_fen: Fen,
        at: Instant,
      }),
    ),
    problems: ['input_invalid'],
  },
  paymentShow: {
    method: 'GET',
    path: '/api/admin/payments/:id',
    tag,
    zh: '一笔支付：退款、通知与账',
    en: 'A payment with its refunds, notices and ledger lines',
    who: readers,
    params: IdParams,
    answer: obj({
      order: StaffOrder,
      patient_name: Type.String({ description: 'masked' }),
      notices: Type.Array(
        obj({
          received_at: Instant,
          told: Type.String({ description: 'paid or refund' }),
          copies: Type.Integer(),
          outcome: orNull(Type.String()),
        }),
      ),
      lines: Type.Array(LedgerLine),
    }),
    problems: ['not_found'],
  },
});
