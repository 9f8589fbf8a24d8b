/** When a message leaves the house, over which channel, until when it helps, and what is done when it does not go well. Pure. */
import type { DeliveryGroup, DeliveryState, MessageChannelName } from '@menzhen/contract';
import { addDays, dayOf, instantOf, type Transitions, wallTimeOf } from '../../kernel/index.ts';
import type { NoticeKind } from './facts.ts';
import type { Notice } from './rules.ts';
import type { NoticeSettingRow } from './tables.ts';

/** `sending` is written before the provider hears of it, so that who falls over in between leaves a trace. */
export const deliveryMoves: Transitions<DeliveryState> = {
  due: ['sending', 'given_up'],
  // back to due: the provider said that it did not take it
  sending: ['sent', 'refused', 'unknown', 'due', 'given_up'],
  // asked about: it was taken, or the carrier failed, or the provider has no trace of it
  unknown: ['sent', 'refused', 'due'],
  sent: [],
  refused: [],
  given_up: [],
};

const groups: Record<DeliveryState, DeliveryGroup> = {
  due: 'under_way',
  sending: 'under_way',
  unknown: 'under_way',
  sent: 'sent',
  refused: 'not_sent',
  given_up: 'not_sent',
};
/** As staff ask for it. What nobody will ask about any more may have arrived or not: nobody should count on it. */
export const groupOf = ({ state, due_at }: { state: DeliveryState; due_at: Temporal.Instant | null }): DeliveryGroup =>
  state === 'unknown' && due_at === null ? 'not_sent' : groups[state];

export const standardSettings: NoticeSettingRow = {
  sms: true,
  quiet_from: '22:00',
  quiet_until: '07:00',
  language: 'zh',
};

interface Manner {
  /** After so many minutes nobody is helped by it. */
  life_minutes: number;
  /** Told in quiet hours too: the person is in the hospital, or the chance passes. */
  at_night?: boolean;
}
const DAY: Manner = { life_minutes: 24 * 60 };
const manners: Record<NoticeKind, Manner> = {
  'ticket.near': { life_minutes: 15, at_night: true },
  'ticket.called': { life_minutes: 10, at_night: true },
  'ticket.passed': { life_minutes: 60, at_night: true },
  'ticket.transferred': { life_minutes: 60, at_night: true },
  'ticket.undone': { life_minutes: 10, at_night: true },
  'waitlist.offered': { life_minutes: 60, at_night: true },
  'booking.booked': DAY,
  'booking.cancelled': DAY,
  'booking.expired': DAY,
  'booking.moved': DAY,
  'refund.succeeded': DAY,
  'closure_case.opened': DAY,
  'extra.given': DAY,
  'follow_up.arranged': DAY,
  'waitlist.expired': DAY,
  'waitlist.withdrawn': DAY,
  'waitlist.purged': DAY,
  'penalty.lifted': DAY,
  'penalty.upheld': DAY,
};

/** What the patient did with the phone in hand is in the app's list and needs no second way. */
export const leavesTheHouse = ({ kind, params }: Notice): boolean =>
  kind !== 'booking.expired' && !(kind === 'booking.cancelled' && params.by === 'patient');

/** The end of the quiet hours that `at` lies in, or `at`. They may run over midnight. */
export function afterQuiet(at: Temporal.Instant, { quiet_from, quiet_until }: NoticeSettingRow): Temporal.Instant {
  if (quiet_from === null || quiet_until === null || quiet_from === quiet_until) return at;
  const [day, time] = [dayOf(at), wallTimeOf(at)];
  const overMidnight = quiet_from > quiet_until;
  const isQuiet = overMidnight ? time >= quiet_from || time < quiet_until : time >= quiet_from && time < quiet_until;
  if (!isQuiet) return at;
  return instantOf(overMidnight && time >= quiet_from ? addDays(day, 1) : day, quiet_until);
}

export interface Timing {
  due_at: Temporal.Instant;
  expires_at: Temporal.Instant;
}

/** When it is sent, and until when; quiet hours move both. */
export function timingOf(kind: NoticeKind, at: Temporal.Instant, settings: NoticeSettingRow): Timing {
  const { life_minutes, at_night } = manners[kind];
  const due_at = at_night ? at : afterQuiet(at, settings);
  return { due_at, expires_at: due_at.add({ minutes: life_minutes }) };
}

/** What an account can be reached by, for one kind of message. */
export interface Reach {
  /** Messages that the person still takes over WeChat. */
  wechat_left: number;
  sms: boolean;
}

/** WeChat where the person allowed it, since it costs nothing and opens the page; else an SMS if it is wanted. */
export function firstChannel(reach: Reach): MessageChannelName | undefined {
  if (reach.wechat_left > 0) return 'wechat';
  return reach.sms ? 'sms' : undefined;
}

/** Whether what is told is still so; a ticket or booking that is not known any more is not told of. */
export function isStillSo(kind: NoticeKind, now: { ticket?: string; booking?: string }): boolean {
  if (kind === 'ticket.near' || kind === 'ticket.undone') return now.ticket === 'waiting';
  if (kind === 'ticket.called') return now.ticket === 'called';
  if (kind === 'ticket.passed') return now.ticket === 'passed';
  if (kind === 'ticket.transferred') return !['finished', 'left', undefined].includes(now.ticket);
  const isOfPlace = kind === 'booking.booked' || kind === 'booking.moved' || kind === 'extra.given';
  if (isOfPlace || kind === 'follow_up.arranged') return !['cancelled', 'expired', undefined].includes(now.booking);
  return true;
}

export const MOST_ATTEMPTS = 4;
/** Seconds until it is sent again, when the provider said that it did not take it. */
export const retrySeconds = (attempts: number): number => [5, 20, 60, 180][attempts - 1] ?? 180;

/** Seconds until the provider is asked (again) what became of it. */
const ASK_AFTER_SECONDS = [10, 30, 120];
/** Undefined: it was asked often enough. */
export const askSeconds = (asks: number): number | undefined => ASK_AFTER_SECONDS[asks];

/** One that is on its way for longer was left by a process that is gone. */
export const LOST_AFTER_SECONDS = 60;
