/** Rows of notify's tables. */
import type { DeliveryState, MessageChannelName } from '@menzhen/contract';
import type { NoticeKind } from './facts.ts';
import type { NoticeParams } from './rules.ts';

export interface MessageRow {
  id: string;
  at: Temporal.Instant;
  kind: NoticeKind;
  booking_id: string | null;
  patient_id: string;
  params: NoticeParams;
  read_at: Temporal.Instant | null;
}

/** A delivery with what is told. */
export interface DeliveryRow {
  id: string;
  message_id: string;
  channel: MessageChannelName;
  state: DeliveryState;
  due_at: Temporal.Instant | null;
  expires_at: Temporal.Instant;
  attempts: number;
  asks: number;
  sending_at: Temporal.Instant | null;
  outcome: string | null;
  provider_id: string | null;
  account_id: string;
  at: Temporal.Instant;
  kind: NoticeKind;
  booking_id: string | null;
  patient_id: string;
  params: NoticeParams;
}

/** What an account wants; times are the hospital's wall clock, HH:MM. */
export interface NoticeSettingRow {
  sms: boolean;
  quiet_from: string | null;
  quiet_until: string | null;
  language: 'zh' | 'en';
}
