/** The words of paying that several routes share: channels, scenes, states, and a refund as patient and staff see it. */
import { type Static, Type } from 'typebox';
import { feePartKinds } from './catalog.ts';
import { Fen, Id, Instant, obj, oneOf, orNull } from './shapes.ts';

/** What a patient's phone may pay through. */
export const payChannels = ['wechat', 'alipay'] as const;
/** How a payer's device pays: WeChat h5, jsapi, native (a QR code); Alipay wap (phone), page (desktop). */
export const payScenes = ['h5', 'jsapi', 'native', 'wap', 'page'] as const;
/** By what an order was paid; `free`: it costs nothing. */
export const orderChannels = ['wechat', 'alipay', 'cash', 'card', 'free'] as const;
export const paymentStates = ['not_due', 'unpaid', 'paying', 'paid', 'refunding', 'refunded', 'refund_failed'] as const;
export const refundStates = [
  'awaiting_approval',
  'rejected',
  'requested',
  'processing',
  'succeeded',
  'failed',
  'abnormal',
] as const;
/** Why money goes back. `late`: it came when the place was gone. `adjustment`: the visit stays. */
export const refundCauses = ['cancelled', 'closure', 'late', 'adjustment', 'reconciliation'] as const;

export const RefundPart = obj({
  kind: oneOf(feePartKinds),
  refund_fen: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
});
export const MoneyStep = obj({
  what: Type.String({ description: 'opened, started, paid, closed, refund_requested, refund_succeeded …' }),
  at: Instant,
});
export const Refund = obj({
  refund_id: Id,
  order_id: Id,
  state: oneOf(refundStates),
  cause: oneOf(refundCauses),
  refund_fen: Fen,
  parts: Type.Array(RefundPart),
  reason: Type.String(),
  channel: oneOf(orderChannels),
  requested_at: Instant,
  settled_at: orNull(Instant),
  steps: Type.Array(MoneyStep),
});
export type RefundView = Static<typeof Refund>;
