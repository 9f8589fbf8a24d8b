/** What notify asks of earlier modules, and of the channels to people's phones. */
import type { MessageChannelName } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import type { NoticeKind } from './facts.ts';

interface Named {
  name: string;
  name_en: string;
}
export interface NotifyNeeds {
  /** The accounts that keep a patient. */
  accountsOf(tx: Tx, patient_ids: readonly string[]): Promise<ReadonlyMap<string, string[]>>;
  cards(tx: Tx, patient_ids: string[]): Promise<Map<string, { name_masked: string }>>;
  names(): Promise<{
    department(id: string): Named | undefined;
    doctor(id: string): Named | undefined;
    room(id: string): { name: string } | undefined;
    service_point(id: string): Named | undefined;
  }>;
  phoneOf(tx: Tx, account_id: string): Promise<string | undefined>;
  openidOf(tx: Tx, account_id: string): Promise<string | undefined>;
  maskPhone(phone: string): string;
  /** Undefined: there is none. */
  ticketState(tx: Tx, ticket_id: string): Promise<string | undefined>;
  bookingState(tx: Tx, booking_id: string): Promise<string | undefined>;
}

/** A message as a channel gets it. Which of the words are used says the hospital's template. */
export interface OutMessage {
  /** Ours, and the same however often it is tried: the provider can be asked about it. */
  out_id: string;
  /** A phone number or an openid. */
  to: string;
  kind: NoticeKind;
  language: 'zh' | 'en';
  /** patient (masked), number, ahead, place, department, doctor, room, when, time, title, text, tip; empty where there is none. */
  words: Record<string, string>;
  /** Of the phone app, without a leading slash. */
  page: string;
  /** When it was sent, by the outside world's clock: providers keep their lists by day. */
  sent_at: Temporal.Instant;
}

/**
 * sent: the provider took it. refused: it never will, `by_person` when the person does not want it. later: it was not taken
 * this time, for certain. unknown: it may have been taken or not.
 */
export type SendOutcome =
  | { outcome: 'sent'; provider_id?: string }
  | { outcome: 'refused'; code: string; by_person?: boolean }
  | { outcome: 'later'; code: string }
  | { outcome: 'unknown'; code: string };

/** not_found: the provider has no trace of it. no_answer: nothing was learned. */
export type AskOutcome = 'sent' | 'failed' | 'not_found' | 'no_answer';

export interface MessageChannel {
  /** The template for a kind of message, or undefined: this channel does not carry it. */
  templateOf(kind: NoticeKind): string | undefined;
  /** Never throws. */
  send(message: OutMessage): Promise<SendOutcome>;
  /** Where the provider can be asked what became of a message. Never throws. */
  ask?(message: OutMessage): Promise<AskOutcome>;
}
export type MessageChannels = Partial<Record<MessageChannelName, MessageChannel>>;
