/** Rows of this module's tables. */
import type { BookingState } from '@menzhen/contract';
import type { HalfDay, PastBooking } from '../policy/index.ts';

export type Channel = 'app' | 'mini_program' | 'counter';
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
  payer_class: 'student' | 'staff' | 'retiree' | 'self_pay';
  channel: Channel;
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
}
export interface HoldAsk {
  slot_id: string;
  patient_id: string;
  account_id: string | null;
  actor: string;
  key: string;
  channel: Channel;
}
export interface HoldRow extends HoldAsk {
  id: string;
  fee_fen: number;
  payer_class: string;
  policy_version: number;
  seen: number;
  now: Temporal.Instant;
  until: Temporal.Instant;
}
