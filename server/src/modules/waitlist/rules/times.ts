/**
 * How long an offer stands. Minutes are counted only while people are awake: an offer made at 02:00 may be answered at once,
 * and it does not run out before somebody could have seen it. Pure.
 */
import { addDays, dayOf, instantOf } from '../../../kernel/index.ts';

/** The hospital's wall clock between which an offer's minutes run. */
const WAKING = { from: '07:00', until: '22:00' };
/** An offer shorter than this is no offer. */
export const SHORTEST_MINUTES = 5;
/** Near the visit, an offer takes at most this part of the time that is left, so that the next people have a chance too. */
const PART_OF_WHAT_IS_LEFT = 4;

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) > 0 ? a : b;
const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) < 0 ? a : b;
const minutesFrom = (a: Temporal.Instant, b: Temporal.Instant): number =>
  (b.epochMilliseconds - a.epochMilliseconds) / 60_000;

/** The next span of waking hours that ends after `at`. */
function wakingAfter(at: Temporal.Instant): { from: Temporal.Instant; until: Temporal.Instant } {
  const today = dayOf(at);
  const until = instantOf(today, WAKING.until);
  if (Temporal.Instant.compare(at, until) < 0) return { from: later(at, instantOf(today, WAKING.from)), until };
  const next = addDays(today, 1);
  return { from: instantOf(next, WAKING.from), until: instantOf(next, WAKING.until) };
}

/** The instant after so many waking minutes. */
export function addWaking(at: Temporal.Instant, minutes: number): Temporal.Instant {
  let [from, left] = [at, minutes];
  for (;;) {
    const span = wakingAfter(from);
    const there = minutesFrom(span.from, span.until);
    if (left <= there) return span.from.add({ milliseconds: Math.round(left * 60_000) });
    left -= there;
    from = span.until;
  }
}

/** Waking minutes from `at` to `to`; 0 when `to` is not later. */
export function wakingMinutes(at: Temporal.Instant, to: Temporal.Instant): number {
  let minutes = 0;
  for (let from = at; Temporal.Instant.compare(from, to) < 0; ) {
    const span = wakingAfter(from);
    minutes += Math.max(0, minutesFrom(span.from, earlier(span.until, to)));
    from = span.until;
  }
  return minutes;
}

/** The last moment at which a place of a slot is anybody's by an offer. */
export const offersEnd = (slot_starts_at: Temporal.Instant, stops_minutes_before_slot: number): Temporal.Instant =>
  slot_starts_at.subtract({ minutes: stops_minutes_before_slot });

/**
 * Until when an offer made now stands; undefined: it is too late for one. `offer_minutes` of waking time, less when the visit
 * is near, and never past the moment at which offers stop.
 */
export function offerUntil(ask: {
  now: Temporal.Instant;
  slot_starts_at: Temporal.Instant;
  offer_minutes: number;
  stops_minutes_before_slot: number;
}): Temporal.Instant | undefined {
  const last = offersEnd(ask.slot_starts_at, ask.stops_minutes_before_slot);
  if (minutesFrom(ask.now, last) < SHORTEST_MINUTES) return undefined;
  const share = wakingMinutes(ask.now, last) / PART_OF_WHAT_IS_LEFT;
  const minutes = Math.max(SHORTEST_MINUTES, Math.min(ask.offer_minutes, Math.floor(share)));
  return earlier(addWaking(ask.now, minutes), last);
}
