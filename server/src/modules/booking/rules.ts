/** The states of a booking, the moves between them, and what each outcome of asking for a place means. Pure. */
import type { BookingState } from '@menzhen/contract';
import type { ProblemCode } from '@menzhen/contract/problems';
import { addDays } from '../../kernel/index.ts';
import type { PastBooking } from '../policy/index.ts';
import type { Reserve } from './tables.ts';

/** From each state, where it may go. The database holds the same table (`booking_move`). */
export const moves: Record<BookingState, readonly BookingState[]> = {
  held: ['booked', 'expired', 'cancelled'],
  // a payment that succeeded late still books when the place is free
  expired: ['booked'],
  booked: ['checked_in', 'cancelled', 'no_show'],
  // a closure may move it to another day, where the patient is expected anew
  checked_in: ['booked', 'called', 'cancelled', 'no_show'],
  // a passed patient goes back to waiting
  called: ['in_consultation', 'checked_in', 'no_show'],
  // `called` and `in_consultation` again when the doctor takes back having begun or finished
  in_consultation: ['finished', 'called'],
  finished: ['in_consultation'],
  cancelled: [],
  no_show: [],
};

export const OPEN_STATES: readonly BookingState[] = ['held', 'booked', 'checked_in', 'called', 'in_consultation'];
export const PAST_STATES: readonly BookingState[] = ['finished', 'cancelled', 'expired', 'no_show'];
/** States that give their place back. */
export const frees = (to: BookingState): boolean => to === 'cancelled' || to === 'expired';
/** The states from which `to` may be reached. */
export const comesFrom = (to: BookingState): BookingState[] =>
  (Object.keys(moves) as BookingState[]).filter((from) => moves[from].includes(to));

export const stateWords: Record<BookingState, { zh: string; en: string }> = {
  held: { zh: '待支付', en: 'waiting for payment' },
  booked: { zh: '已预约', en: 'booked' },
  checked_in: { zh: '候诊中', en: 'waiting' },
  called: { zh: '请就诊', en: 'called' },
  in_consultation: { zh: '就诊中', en: 'in consultation' },
  finished: { zh: '已就诊', en: 'seen' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  expired: { zh: '超时未支付', en: 'expired unpaid' },
  no_show: { zh: '爽约', en: 'no-show' },
};

export type HoldOutcome =
  | 'held'
  | 'again'
  | 'key_reused'
  | 'not_found'
  | 'closed'
  | 'past'
  | 'full'
  | 'reserved'
  | 'duplicate'
  | 'overlap'
  | 'retry';
export const refusals: Record<Exclude<HoldOutcome, 'held' | 'again' | 'retry'>, ProblemCode> = {
  key_reused: 'idempotency_key_reused',
  not_found: 'not_found',
  closed: 'session_closed',
  past: 'slot_past',
  full: 'slot_full',
  reserved: 'places_reserved',
  duplicate: 'booking_duplicate',
  overlap: 'booking_overlap',
};

type Entitlement = Exclude<Reserve, 'extra'>;
/** A visit with a doctor that was seen through makes the next one with the same doctor a return visit, for so long. */
export const RETURN_VISIT_DAYS = 30;

/**
 * The kept places a patient may be counted in, in the order they are tried: what the desk or the doctor says, a return visit,
 * older people by age; last, null: as anybody. A session that does not keep a reserve counts the patient as anybody at once.
 */
export function entitlementsOf(ask: {
  asked: Entitlement | null;
  age_years: number;
  /** Of the policy; 0: by age nobody. */
  senior_from_age_years: number;
  doctor_id: string;
  /** The day of the visit. */
  date: string;
  history: readonly Pick<PastBooking, 'state' | 'doctor_id' | 'date'>[];
}): (Entitlement | null)[] {
  const from = addDays(ask.date, -RETURN_VISIT_DAYS);
  const returns = ask.history.some(
    ({ state, doctor_id, date }) => state === 'finished' && doctor_id === ask.doctor_id && date >= from,
  );
  const senior = ask.senior_from_age_years > 0 && ask.age_years >= ask.senior_from_age_years;
  const all = [ask.asked, returns ? 'return_visit' : null, senior ? 'senior' : null] as const;
  return [...new Set(all.filter((one) => one !== null)), null];
}

/** A place given back so late before its slot is not worth setting aside. */
const ASIDE_UNTIL_MINUTES = 30;
/**
 * When a place given back may be taken by everybody again: drawn between two waits, so that nobody can sit and wait for it.
 * `chance` is in [0, 1). Undefined: the slot is too near, it is free at once.
 */
export function returnAt(ask: {
  now: Temporal.Instant;
  slot_starts_at: Temporal.Instant;
  after_minutes: { from: number; to: number };
  chance: number;
}): Temporal.Instant | undefined {
  const { from, to } = ask.after_minutes;
  const at = ask.now.add({ seconds: Math.round((from + (to - from) * ask.chance) * 60) });
  const last = ask.slot_starts_at.subtract({ minutes: ASIDE_UNTIL_MINUTES });
  return Temporal.Instant.compare(at, last) > 0 ? undefined : at;
}

const QR_PREFIX = 'MZ1:';
/** What a booking's QR code says; the desk's scanner types it. */
export const qrText = (booking_id: string): string => QR_PREFIX + booking_id;
export const bookingIdOfQr = (text: string): string | undefined => /^MZ1:([0-9a-f-]{36})$/.exec(text.trim())?.[1];
