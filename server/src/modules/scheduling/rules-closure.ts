/** What a closure may do and what it offers: approval, deadlines, choices, and how a case ends. Pure. */
import type { BookingState } from '@menzhen/contract';
import { titles } from '@menzhen/contract';
import type { CaseChoice, CaseState, ClosureKind, ClosureState, OfferedPlace } from './tables-closure.ts';

/** From each state of a closure, where it may go. What was told to patients is never taken back: `open` cannot be undone. */
export const closureMoves: Record<ClosureState, readonly ClosureState[]> = {
  proposed: ['open', 'refused', 'withdrawn'],
  open: ['settled'],
  refused: [],
  withdrawn: [],
  settled: [],
};
/** A case is open once and settled once; the schema keeps it so (`closure_case_final`). */
export const caseMoves: Record<CaseState, readonly CaseState[]> = {
  choosing: ['moved', 'kept', 'refunded', 'cancelled', 'seen'],
  moved: [],
  kept: [],
  refunded: [],
  cancelled: [],
  seen: [],
};
export const closureWords: Record<ClosureState, { zh: string; en: string }> = {
  proposed: { zh: '待审批', en: 'waiting for approval' },
  refused: { zh: '未批准', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  open: { zh: '处理中', en: 'under way' },
  settled: { zh: '已全部处理', en: 'settled' },
};
export const caseWords: Record<CaseState, { zh: string; en: string }> = {
  choosing: { zh: '待选择', en: 'waiting for a choice' },
  moved: { zh: '已改约', en: 'moved' },
  kept: { zh: '已接受替诊', en: 'seen by the substitute' },
  refunded: { zh: '已退号退费', en: 'cancelled and refunded' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  seen: { zh: '已就诊', en: 'seen' },
};

/** So far ahead there is time to ask: an operator proposes, an administrator approves. */
export const ASK_AHEAD_HOURS = 48;
/**
 * Who may close at once. An administrator decides. An operator hands sessions over to another doctor without asking, and
 * closes at once what begins too soon to wait for a signature; the rest is proposed.
 */
export function approvalOf(ask: {
  administrator: boolean;
  kind: ClosureKind;
  now: Temporal.Instant;
  first_starts_at: Temporal.Instant;
}): 'own' | 'urgent' | 'needed' {
  if (ask.administrator || ask.kind === 'substitution') return 'own';
  const ahead = ask.now.add({ hours: ASK_AHEAD_HOURS });
  return Temporal.Instant.compare(ask.first_starts_at, ahead) < 0 ? 'urgent' : 'needed';
}

/** However near the visit is, nobody must decide faster. */
export const SHORTEST_MINUTES = 60;
/** Until when a patient may choose: so many hours, not beyond the start of the visit, but never less than an hour. */
export function deadlineOf(ask: {
  now: Temporal.Instant;
  choose_within_hours: number;
  visit_starts_at: Temporal.Instant;
}): Temporal.Instant {
  const { compare } = Temporal.Instant;
  const least = ask.now.add({ minutes: SHORTEST_MINUTES });
  const most = ask.now.add({ minutes: ask.choose_within_hours * 60 });
  const capped = compare(most, ask.visit_starts_at) < 0 ? most : ask.visit_starts_at;
  return compare(capped, least) < 0 ? least : capped;
}

/** What an unanswered case becomes: the money back, or the doctor who took over. */
export const unanswered: Record<ClosureKind, 'refund' | 'keep'> = { closure: 'refund', substitution: 'keep' };
export const mayChoose = (kind: ClosureKind, choice: CaseChoice): boolean =>
  choice !== 'keep' || kind === 'substitution';

/** Bookings in these states get a case; an unpaid hold is let go, and who is in the room is seen. */
export const touched: readonly BookingState[] = ['booked', 'checked_in', 'called'];
/** From these a booking may still be moved or given back; one who is being called is not. */
export const movable: readonly BookingState[] = ['booked', 'checked_in'];

/** What a case becomes when its booking went its own way meanwhile; null: nothing, the choice is still open. */
const meanwhile: Record<ClosureKind, Partial<Record<BookingState, Exclude<CaseState, 'choosing'>>>> = {
  closure: {
    in_consultation: 'seen',
    finished: 'seen',
    cancelled: 'cancelled',
    expired: 'cancelled',
    no_show: 'cancelled',
  },
  substitution: {
    called: 'kept',
    in_consultation: 'kept',
    finished: 'kept',
    no_show: 'kept',
    cancelled: 'cancelled',
    expired: 'cancelled',
  },
};
export const endedBy = (kind: ClosureKind, state: BookingState): Exclude<CaseState, 'choosing'> | null =>
  meanwhile[kind][state] ?? null;

const gradeOf = (title: string): number => (titles as readonly string[]).indexOf(title);
/** A substitute is of the same or a higher grade. */
export const mayStandIn = (title: string, instead_of: string): boolean =>
  gradeOf(title) >= 0 && gradeOf(title) >= gradeOf(instead_of);

export interface Lost {
  doctor_id: string;
  doctor_title: string;
  date: string;
  half_day: string;
  starts_at: Temporal.Instant;
  fee_fen: number;
}
export type Offer = OfferedPlace & { doctor_title: string; fee_fen: number };

const MOST_SUBSTITUTES = 8;
const MOST_OF_A_SESSION = 3;
const MOST_OTHER_TIMES = 12;
const DAY_MS = 86_400_000;

const away = (a: Temporal.Instant, b: Temporal.Instant): number => Math.abs(a.epochMilliseconds - b.epochMilliseconds);
/** How far two times of day are apart, whatever the days. */
function apartOnTheClock(a: Temporal.Instant, b: Temporal.Instant): number {
  const apart = away(a, b) % DAY_MS;
  return Math.min(apart, DAY_MS - apart);
}

/** The nearest few of each session, so that one empty morning does not hide the next. */
function thinned(offers: readonly Offer[]): Offer[] {
  const seen = new Map<string, number>();
  return offers.filter((offer) => {
    const n = (seen.get(offer.session_id) ?? 0) + 1;
    seen.set(offer.session_id, n);
    return n <= MOST_OF_A_SESSION;
  });
}

/** Of each session the place whose time of day is most like the lost one's, so that many days are offered. */
function oneOfEach(lost: Lost, offers: readonly Offer[]): Offer[] {
  const like = (offer: Offer) => apartOnTheClock(offer.starts_at, lost.starts_at);
  return [...Map.groupBy(offers, (offer) => offer.session_id).values()].map((own) =>
    own.reduce((best, offer) => (like(offer) < like(best) ? offer : best)),
  );
}

/**
 * What is offered instead of a lost place. All offers are of its department and visit type already; here it is told apart
 * who is of the same grade, what costs the same, and what is near.
 */
export function choicesOf(lost: Lost, offers: readonly Offer[]): { substitutes: Offer[]; other_times: Offer[] } {
  const fitting = offers
    .filter((offer) => offer.fee_fen === lost.fee_fen)
    .filter((offer) => offer.doctor_id === lost.doctor_id || offer.doctor_title === lost.doctor_title)
    .toSorted(
      (a, b) =>
        away(a.starts_at, lost.starts_at) - away(b.starts_at, lost.starts_at) || (a.slot_id < b.slot_id ? -1 : 1),
    );
  const isSubstitute = (offer: Offer) =>
    offer.doctor_id !== lost.doctor_id && offer.date === lost.date && offer.half_day === lost.half_day;
  return {
    substitutes: thinned(fitting.filter(isSubstitute)).slice(0, MOST_SUBSTITUTES),
    other_times: oneOfEach(
      lost,
      fitting.filter((offer) => !isSubstitute(offer)),
    ).slice(0, MOST_OTHER_TIMES),
  };
}
