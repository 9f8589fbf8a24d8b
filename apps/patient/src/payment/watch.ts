import type { AnswerOf, Contract } from '@menzhen/contract';

/**
 * Waiting for the result of a payment, as a pure machine: what is known, when to ask the server next, and what the page
 * may say. The server believes only the channel, so the phone never decides that something was paid; it asks.
 */
export type Status = Pick<AnswerOf<Contract['bookingPayment']>, 'booking_state' | 'payment'>;

export interface Watch {
  /** Since when the payer may be paying, as far as this page knows; null: nobody was sent to pay. */
  opened_ms: number | null;
  status: Status | null;
  /** Questions in a row that got no answer. */
  silent: number;
  /** The time to pay has run out on the page's clock; the server will say so next. */
  is_due: boolean;
  /** When to ask next; null: there is nothing more to ask. */
  next_ms: number | null;
}

export type Phase =
  /** Nothing is known yet. */
  | 'reading'
  /** To be paid, and nobody has been sent to pay. */
  | 'choose'
  /** The payer was at the channel; its result is asked for. */
  | 'asking'
  /** As before, for so long that the payer wants to know what to do. */
  | 'slow'
  /** The server cannot be reached. */
  | 'silent'
  /** The place is the patient's. */
  | 'booked'
  /** The place is gone, and money may still come. */
  | 'late'
  /** The place is gone; what was paid goes back. */
  | 'returning'
  /** The place is gone; nothing was paid. */
  | 'gone';

const SLOW_MS = 30_000;
/** How long since the payer was sent off, and how often is asked then. */
const PACES: readonly [until_ms: number, every_ms: number][] = [
  [15_000, 1500],
  [60_000, 3000],
  [300_000, 6000],
];
const IDLE_MS = 15_000;
const DUE_MS = 2000;
const LATE_MS = 5000;
const MOST_SILENT_MS = 30_000;

export const beginWatch = (now_ms: number): Watch => ({
  opened_ms: null,
  status: null,
  silent: 0,
  is_due: false,
  next_ms: now_ms,
});

const isOver = (status: Status): boolean => status.booking_state === 'expired' || status.booking_state === 'cancelled';

export function phaseOf({ opened_ms, status, silent }: Watch, now_ms: number): Phase {
  if (!status) return silent > 0 ? 'silent' : 'reading';
  const { booking_state, payment } = status;
  if (isOver(status)) {
    if (payment === 'paying') return 'late';
    return payment === 'not_due' || payment === 'unpaid' ? 'gone' : 'returning';
  }
  if (booking_state !== 'held') return 'booked';
  if (opened_ms === null) return 'choose';
  if (silent > 1) return 'silent';
  return now_ms - opened_ms >= SLOW_MS ? 'slow' : 'asking';
}

/** How long to wait before the next question; null: the story has ended. */
function pause(watch: Watch, now_ms: number): number | null {
  if (watch.silent > 0) return Math.min(1000 * 2 ** watch.silent, MOST_SILENT_MS);
  const phase = phaseOf(watch, now_ms);
  if (phase === 'booked' || phase === 'gone' || phase === 'returning') return null;
  if (phase === 'late') return LATE_MS;
  if (watch.opened_ms === null) return watch.is_due ? DUE_MS : IDLE_MS;
  const since_ms = now_ms - watch.opened_ms;
  return PACES.find(([until_ms]) => since_ms < until_ms)?.[1] ?? IDLE_MS;
}

function planned(watch: Watch, now_ms: number): Watch {
  const wait_ms = pause(watch, now_ms);
  return { ...watch, next_ms: wait_ms === null ? null : now_ms + wait_ms };
}

/** The payer is being sent to the channel. */
export const opened = (watch: Watch, now_ms: number): Watch => planned({ ...watch, opened_ms: now_ms }, now_ms);

/** The server has answered. One that knows of money to a page just opened again tells that the payer was sent off before. */
export function answered(watch: Watch, status: Status, now_ms: number): Watch {
  const isSentOff = status.payment !== 'unpaid' && status.payment !== 'not_due';
  const opened_ms = isSentOff ? (watch.opened_ms ?? now_ms) : watch.opened_ms;
  return planned({ ...watch, opened_ms, status, silent: 0 }, now_ms);
}

/** No answer; asked again after a longer and longer while, and nothing is forgotten. */
export const unanswered = (watch: Watch, now_ms: number): Watch =>
  planned({ ...watch, silent: watch.silent + 1 }, now_ms);

/** The countdown has come to its end. */
export const timedOut = (watch: Watch, now_ms: number): Watch => hastened({ ...watch, is_due: true }, now_ms);

/** The page is looked at again, or the connection has come back: asked at once. */
export const hastened = (watch: Watch, now_ms: number): Watch =>
  watch.status && pause({ ...watch, silent: 0 }, now_ms) === null ? watch : { ...watch, next_ms: now_ms };
