/** Rows of this module's tables. */
import type { BookingState } from '@menzhen/contract';
import type { FeePartRow } from '../catalog/index.ts';
import type { HalfDay, PastBooking } from '../policy/index.ts';

export type Channel = 'app' | 'mini_program' | 'counter' | 'kiosk' | 'phone' | 'city_platform';
/** Places kept for somebody; an extra place is one more than the slot has. */
export type Reserve = 'on_site' | 'senior' | 'return_visit' | 'referral' | 'extra';
/** A booking with its slot's and session's fixed data. */
export interface BookingCard {
  id: string;
  state: BookingState;
  session_id: string;
  slot_id: string;
  patient_id: string;
  account_id: string | null;
  date: string;
  half_day: HalfDay;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
  session_ends_at: Temporal.Instant;
  starts: string;
  ends: string;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  session_state: 'open' | 'closed';
  serial: number;
  fee_fen: number;
  /** As they were when the place was taken; their amounts sum to the fee. */
  fee_parts: FeePartRow[];
  payer_class: 'student' | 'staff' | 'retiree' | 'self_pay';
  channel: Channel;
  reserve: Reserve | null;
  /** The partition of the session's places it is counted in: its reserve, else its channel. */
  pool: string;
  policy_version: number;
  created_at: Temporal.Instant;
  held_until: Temporal.Instant;
  cancelled_by: string | null;
  cancel_reason: string | null;
}
/** What the rules need to know of a patient's bookings. */
export interface History {
  bookings: PastBooking[];
  count: number;
  /** Whether this patient was ever seen here. */
  seen_before: boolean;
}
/** As much of an account's bookings, for whomever. */
export type AccountHistory = Pick<History, 'bookings' | 'count'>;
export interface HoldAsk {
  slot_id: string;
  patient_id: string;
  account_id: string | null;
  actor: string;
  key: string;
  channel: Channel;
  /** What kept places the desk or the doctor says the patient is entitled to; others follow from age and history. */
  reserve: Exclude<Reserve, 'extra'> | null;
  /** Which of the patient's entitlements is tried; the first when not told. */
  attempt?: number;
  /** What the patient says to have, by the codes the rules ask for; null or absent: was not asked. */
  symptoms_declared?: readonly string[] | null | undefined;
}
export interface HoldRow extends HoldAsk {
  id: string;
  fee_fen: number;
  fee_parts: FeePartRow[];
  payer_class: string;
  policy_version: number;
  seen: number;
  /** Whether the patient can be counted in nothing else. */
  last_attempt: boolean;
  /** How many bookings the account had when a rule asked; null: none asked. */
  account_seen: number | null;
  now: Temporal.Instant;
  until: Temporal.Instant;
}
/** A place given back, while it is set aside and after. */
export interface FreedPlace {
  id: string;
  slot_id: string;
  session_id: string;
  /** Whose it was; null: it came out of a recycled reserve. */
  booking_id: string | null;
  pool: string;
  freed_at: Temporal.Instant;
  return_at: Temporal.Instant;
  state: 'waiting' | 'offered' | 'taken' | 'returned';
}
