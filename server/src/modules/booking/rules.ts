/** The states of a booking, the moves between them, and what each outcome of asking for a place means. Pure. */
import type { BookingState } from '@menzhen/contract';
import type { ProblemCode } from '@menzhen/contract/problems';

/** From each state, where it may go. The database holds the same table (`booking_move`). */
export const moves: Record<BookingState, readonly BookingState[]> = {
  held: ['booked', 'expired', 'cancelled'],
  // a payment that succeeded late still books when the place is free
  expired: ['booked'],
  booked: ['checked_in', 'cancelled', 'no_show'],
  checked_in: ['called', 'cancelled', 'no_show'],
  // a passed patient goes back to waiting
  called: ['in_consultation', 'checked_in', 'no_show'],
  in_consultation: ['finished'],
  finished: [],
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
  | 'duplicate'
  | 'overlap'
  | 'retry';
export const refusals: Record<Exclude<HoldOutcome, 'held' | 'again' | 'retry'>, ProblemCode> = {
  key_reused: 'idempotency_key_reused',
  not_found: 'not_found',
  closed: 'session_closed',
  past: 'slot_past',
  full: 'slot_full',
  duplicate: 'booking_duplicate',
  overlap: 'booking_overlap',
};

const QR_PREFIX = 'MZ1:';
/** What a booking's QR code says; the desk's scanner types it. */
export const qrText = (booking_id: string): string => QR_PREFIX + booking_id;
export const bookingIdOfQr = (text: string): string | undefined => /^MZ1:([0-9a-f-]{36})$/.exec(text.trim())?.[1];
