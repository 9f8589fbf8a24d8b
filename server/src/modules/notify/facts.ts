/** The facts that patients are told of, and those this room records of the telling itself. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { DeliveryRow } from './tables.ts';

export const noticeKinds = [
  'booking.booked',
  'booking.cancelled',
  'booking.expired',
  'ticket.near',
  'ticket.called',
  'ticket.passed',
  'ticket.transferred',
  'ticket.undone',
  'refund.succeeded',
  'closure_case.opened',
  'booking.moved',
  'extra.given',
  'follow_up.arranged',
  'waitlist.offered',
  'waitlist.expired',
  'waitlist.withdrawn',
  'waitlist.purged',
  'penalty.lifted',
  'penalty.upheld',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** How a message's way over one channel ended. `outcome` is the provider's code, or our reason. */
export const DeliveryFact = Type.Object({
  delivery_id: Type.String(),
  message_id: Type.String(),
  message_kind: Type.String(),
  channel: Type.String(),
  attempts: Type.Integer(),
  outcome: Type.Union([Type.String(), Type.Null()]),
});
const SettingsFact = Type.Object({
  sms: Type.Boolean(),
  quiet_from: Type.Union([Type.String(), Type.Null()]),
  quiet_until: Type.Union([Type.String(), Type.Null()]),
  language: Type.String(),
});
const ConsentFact = Type.Object({ accepted: Type.Array(Type.String()), refused: Type.Array(Type.String()) });

export const deliveryEnds = ['sent', 'refused', 'unknown', 'given_up'] as const;
export type DeliveryEnd = (typeof deliveryEnds)[number];

/** Kind -> schema of its data. */
export const notifyFacts = {
  'delivery.sent': DeliveryFact,
  'delivery.refused': DeliveryFact,
  'delivery.unknown': DeliveryFact,
  'delivery.given_up': DeliveryFact,
  'notice_setting.changed': SettingsFact,
  'notice_consent.given': ConsentFact,
};

export function factOfDelivery(end: DeliveryEnd, row: DeliveryRow, at: Temporal.Instant): FactInput {
  const data: Static<typeof DeliveryFact> = {
    delivery_id: row.id,
    message_id: row.message_id,
    message_kind: row.kind,
    channel: row.channel,
    attempts: row.attempts,
    outcome: row.outcome,
  };
  const subject = `delivery:${row.id}`;
  return { at, kind: `delivery.${end}`, subject, patient: row.patient_id, actor: 'system:notify', data };
}

type Settings = Static<typeof SettingsFact>;
export const factOfSettings = (account_id: string, data: Settings, at: Temporal.Instant): FactInput => ({
  at,
  kind: 'notice_setting.changed',
  subject: `account:${account_id}`,
  actor: `account:${account_id}`,
  data,
});
export const factOfConsent = (
  account_id: string,
  data: Static<typeof ConsentFact>,
  at: Temporal.Instant,
): FactInput => ({
  at,
  kind: 'notice_consent.given',
  subject: `account:${account_id}`,
  actor: `account:${account_id}`,
  data,
});
