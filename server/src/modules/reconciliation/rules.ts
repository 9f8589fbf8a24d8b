/** The rules of reconciliation: legal moves, when a bill is fetched, what may be done about each kind of difference. */
import type { billStates, closeReasons, cures, differenceKinds, differenceStates, settledBy } from '@menzhen/contract';
import { addDays, dayOf, instantOf, type Transitions } from '../../kernel/index.ts';
import { type Leg, moneyAccount } from '../ledger/index.ts';
import type { ChannelName } from '../payment/index.ts';

export type BillState = (typeof billStates)[number];
export type DifferenceKind = (typeof differenceKinds)[number];
export type DifferenceState = (typeof differenceStates)[number];
export type Cure = (typeof cures)[number];
export type SettledBy = (typeof settledBy)[number];
export type CloseReasonCode = (typeof closeReasons)[number];
export type Money = 'paid' | 'refund';

export const billTransitions: Transitions<BillState> = {
  wanted: ['fetching'],
  // To itself: the fetcher is believed dead, another takes over.
  fetching: ['fetching', 'matched', 'failed'],
  failed: ['fetching', 'wanted'],
  // Asked for again by a person.
  matched: ['wanted'],
};
export const differenceTransitions: Transitions<DifferenceState> = { open: ['settled'], settled: [] };

/** Bills are made in the morning after; earlier nothing is asked. The channels live by the same wall clock as the hospital. */
const READY_TIME = '10:00';
export const billReadyAt = (day: string): Temporal.Instant => instantOf(addDays(day, 1), READY_TIME);

const RETRY_MINUTES = [2, 5, 15, 30, 60, 120] as const;
/** When to try a bill again; `tries` counts those that failed, this one included. */
export function nextFetchAt(tries: number, now: Temporal.Instant): Temporal.Instant {
  return now.add({ minutes: RETRY_MINUTES[Math.min(tries, RETRY_MINUTES.length) - 1] ?? RETRY_MINUTES[0] });
}
/** A fetcher that has not been heard of for so long is believed dead. */
export const FETCHER_LIVES_MINUTES = 5;

/** How near to midnight a movement may stand in the neighbouring day's bill. */
export const MIDNIGHT_MINUTES = 10;

interface Cures {
  proposed: Cure;
  allowed: readonly Cure[];
}
const LOOK_CLOSER: Cures = { proposed: 'ask_again', allowed: ['ask_again', 'take_on', 'ignore'] };
const SETTLE_OURS: Cures = { proposed: 'settle', allowed: ['settle', 'ask_again', 'take_on', 'ignore'] };

/** Kind of difference and of money -> what we propose, and what a person may do instead. */
export const curesOf: Record<DifferenceKind, Record<Money, Cures>> = {
  // The channel took money for no order of ours: it goes back. Money it gave back unknown to us is found out by asking.
  unknown_here: {
    paid: { proposed: 'refund', allowed: ['refund', 'ask_again', 'take_on', 'ignore'] },
    refund: LOOK_CLOSER,
  },
  // We know the number: the channel's own query settles it, books if the place is still free, else refunds by itself.
  unsettled_here: { paid: SETTLE_OURS, refund: SETTLE_OURS },
  missing_there: { paid: LOOK_CLOSER, refund: LOOK_CLOSER },
  amount_differs: { paid: LOOK_CLOSER, refund: LOOK_CLOSER },
  duplicate_row: { paid: LOOK_CLOSER, refund: LOOK_CLOSER },
};
/** Money that is taken on or left standing needs a reason in words. */
export const needsNote = (cure: Cure): boolean => cure === 'take_on' || cure === 'ignore';

/**
 * The number under which money of a difference goes back: the same in every try, and another only after the channel
 * closed the last one without moving money.
 */
export function strayRefundNo(case_id: string, before: { refund_no: string | null; closed: boolean }): string {
  if (before.refund_no && !before.closed) return before.refund_no;
  const attempt = before.refund_no ? Number(before.refund_no.split('-r')[1]) + 1 : 1;
  return `${case_id.replaceAll('-', '')}-r${attempt}`;
}

const swap = ({ debit, credit, amount_fen, channel }: Leg): Leg => ({
  debit: credit,
  credit: debit,
  amount_fen,
  channel,
});
/** `grows` is debited by a positive amount, credited by a negative one. */
function move(channel: ChannelName, grows: Leg['debit'], gives: Leg['credit'], amount_fen: number): Leg[] {
  if (amount_fen === 0) return [];
  const leg: Leg = { debit: grows, credit: gives, amount_fen: Math.abs(amount_fen), channel };
  return [amount_fen > 0 ? leg : swap(leg)];
}

/** The channel says more (or, negative, less) than we: what is between us stands under `differences`. */
export const foundLegs = (channel: ChannelName, effect_fen: number): Leg[] =>
  move(channel, moneyAccount(channel), 'differences', effect_fen);
/** The hospital keeps what was found, or bears what is missing. */
export const takenOnLegs = (channel: ChannelName, effect_fen: number): Leg[] =>
  move(channel, 'differences', effect_fen > 0 ? 'other_income' : 'cash_over_short', effect_fen);
export const reversed = (legs: readonly Leg[]): Leg[] => legs.map(swap);

/** What the channel keeps for itself. */
export const feeLegs = (channel: ChannelName, fee_fen: number): Leg[] =>
  move(channel, 'channel_fees', moneyAccount(channel), fee_fen);
/** What it pays out: taken less given back less its fees. */
export const payoutLegs = (channel: ChannelName, net_fen: number): Leg[] =>
  move(channel, 'bank', moneyAccount(channel), net_fen);

/**
 * The days of the channel's calendar in which a hospital day lies. Where the two clocks agree (to a minute) it is the same
 * day; a demo hospital's clock may be shifted, and its day then lies in two.
 */
export function channelDaysOf(day: string, clocks: { now: Temporal.Instant; channelNow: Temporal.Instant }): string[] {
  const ahead_minutes = Math.round((clocks.now.epochMilliseconds - clocks.channelNow.epochMilliseconds) / 60_000);
  const begins = instantOf(day, '00:00').subtract({ minutes: ahead_minutes });
  const first = dayOf(begins);
  const last = dayOf(begins.add({ hours: 24 }).subtract({ milliseconds: 1 }));
  return first === last ? [first] : [first, last];
}

/** Days from the first to the last, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}
