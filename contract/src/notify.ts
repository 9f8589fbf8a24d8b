/** How a patient's account is told: by WeChat where the person allowed it, by SMS where it was not, and when not at all. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Cursor, Day, Id, Instant, Limit, obj, oneOf, orNull, page, WallTime } from './shapes.ts';

export const messageChannels = ['wechat', 'sms'] as const;
export type MessageChannelName = (typeof messageChannels)[number];

/** What becomes of a message on its way over one channel. */
export const deliveryStates = ['due', 'sending', 'sent', 'refused', 'unknown', 'given_up'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const TemplateId = Type.String({ minLength: 1, maxLength: 100 });
export const NoticeSettings = obj({
  sms: Type.Boolean({ description: 'send an SMS where WeChat cannot' }),
  sms_possible: Type.Boolean({ description: 'the hospital sends SMS, and the account has a phone' }),
  phone_masked: orNull(Type.String()),
  quiet_from: orNull(WallTime),
  quiet_until: orNull(WallTime),
  language: oneOf(['zh', 'en'] as const),
  subscriptions: Type.Array(
    obj({
      kind: Type.String({ description: 'ticket.near, ticket.called …' }),
      template_id: Type.String({ description: 'for wx.requestSubscribeMessage' }),
      left: Type.Integer({ description: 'messages that the person still takes: one consent is one message' }),
    }),
  ),
});
export type NoticeSettingsView = Static<typeof NoticeSettings>;

/** How a message fared, as staff ask for it: taken by the provider, still on its way, or not sent for certain. */
export const deliveryGroups = ['sent', 'under_way', 'not_sent'] as const;
export type DeliveryGroup = (typeof deliveryGroups)[number];

/** A message on its way over one channel, as staff see it: nobody's full name, number or openid. */
export const Delivery = obj({
  id: Id,
  at: Instant,
  kind: Type.String({ description: 'ticket.called, booking.booked …' }),
  title: Type.String({ description: 'in the reader’s language' }),
  patient_name_masked: Type.String(),
  ticket_number: orNull(Type.String()),
  department_name: Type.String({ description: 'empty where the message is of none' }),
  channel: oneOf(messageChannels),
  phone_masked: orNull(Type.String({ description: 'of an SMS; WeChat has no number' })),
  state: oneOf(deliveryStates),
  group: oneOf(deliveryGroups),
  due_at: orNull(Instant),
  expires_at: Instant,
  ended_at: orNull(Instant),
  attempts: Type.Integer({ minimum: 0 }),
  outcome: orNull(Type.String({ description: 'the provider’s code, or the house’s reason' })),
});
export type DeliveryView = Static<typeof Delivery>;

const tag = 'notify';
export const notifyRoutes = routes({
  noticeSettings: {
    method: 'GET',
    path: '/api/my/notice-settings',
    tag,
    zh: '消息提醒设置',
    en: 'How I am told',
    who: 'patient',
    answer: NoticeSettings,
    problems: [],
  },
  noticeSettingsChange: {
    // not PATCH: WeChat's request cannot send it. Only what is sent is changed; quiet hours go in pairs
    method: 'PUT',
    path: '/api/my/notice-settings',
    tag,
    zh: '修改消息提醒设置',
    en: 'Change how I am told',
    who: 'patient',
    body: obj({
      sms: Type.Optional(Type.Boolean()),
      quiet_from: Type.Optional(orNull(WallTime)),
      quiet_until: Type.Optional(orNull(WallTime)),
      language: Type.Optional(oneOf(['zh', 'en'] as const)),
    }),
    answer: NoticeSettings,
    problems: ['input_invalid'],
  },
  noticeConsent: {
    method: 'POST',
    path: '/api/my/notice-consents',
    tag,
    zh: '登记微信订阅消息的同意与拒绝',
    en: 'What the person answered to WeChat’s question',
    who: 'patient',
    idempotent: true,
    body: obj({
      accepted: Type.Array(TemplateId, { maxItems: 20, uniqueItems: true }),
      refused: Type.Array(TemplateId, { maxItems: 20, uniqueItems: true }),
    }),
    answer: NoticeSettings,
    problems: ['input_invalid'],
  },
  deliveryList: {
    // whoever is of one department sees the messages about that department only
    method: 'GET',
    path: '/api/desk/deliveries',
    tag,
    zh: '某日的消息发送情况，新的在前',
    en: 'A day’s messages to phones and what became of them, newest first',
    who: ['clerk', 'nurse', 'operator', 'administrator'],
    query: obj({
      date: Type.Optional(Day),
      group: Type.Optional(oneOf(deliveryGroups)),
      ticket_number: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: page(Delivery),
    problems: ['input_invalid'],
  },
});
/** One channel's part in telling a message, as the account sees it. */
export const ToldBy = obj({ channel: oneOf(messageChannels), state: oneOf(deliveryStates) });
