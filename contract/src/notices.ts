/** What the payment channels tell the hospital, and what of it was refused. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Day, Instant, list, obj, oneOf } from './shapes.ts';

/** Why a message that claims to come from a payment channel had no effect. */
export const noticeRefusalReasons = [
  'header_missing',
  'timestamp_out_of_window',
  'unknown_serial',
  'signature_probe',
  'bad_signature',
  'bad_body',
  'undecryptable',
  'wrong_merchant',
  'wrong_app',
  'wrong_currency',
  'replayed_nonce',
  'too_large',
  'unknown_event',
  'unknown_order',
  'unknown_refund',
  'amount_mismatch',
  'channel_not_set_up',
] as const;
export type NoticeRefusalReason = (typeof noticeRefusalReasons)[number];

export const NoticeRefusals = obj({
  day: Day,
  channel: Type.String(),
  why: oneOf(noticeRefusalReasons),
  copies: Type.Integer({ minimum: 1, description: 'how many came on that day' }),
  first_at: Instant,
  last_at: Instant,
});
export type NoticeRefusalsView = Static<typeof NoticeRefusals>;

/** A channel's message is a few kilobytes; nobody is listened to for longer. */
export const NOTICE_LIMIT_BYTES = 64 * 1024;
const tag = 'payment';

export const noticeRoutes = routes({
  wechatPayNotice: {
    method: 'POST',
    path: '/api/payment-notices/wechat',
    tag,
    zh: '微信支付通知',
    en: 'WeChat Pay notice',
    who: 'anyone',
    answers_as: 'wechat_notice',
    body_limit_bytes: NOTICE_LIMIT_BYTES,
    answer: obj({ code: Type.String(), message: Type.String() }),
    problems: ['payment_notice_refused', 'body_too_large'],
  },
  alipayNotice: {
    method: 'POST',
    path: '/api/payment-notices/alipay',
    tag,
    zh: '支付宝通知',
    en: 'Alipay notice',
    who: 'anyone',
    answers_as: 'alipay_notice',
    body_limit_bytes: NOTICE_LIMIT_BYTES,
    answer: Type.Literal('success'),
    problems: ['payment_notice_refused', 'body_too_large'],
  },
  noticeRefusals: {
    method: 'GET',
    path: '/api/admin/payment-notice-refusals',
    tag,
    zh: '被拒绝的支付通知（按日）',
    en: 'Refused payment notices, by day',
    who: ['finance', 'administrator'],
    query: obj({ from: Type.Optional(Day), until: Type.Optional(Day) }),
    answer: list(NoticeRefusals),
    problems: ['input_invalid'],
  },
});
