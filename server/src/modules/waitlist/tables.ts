/** Rows of this module's tables. */
import type { waitlistClasses, waitlistKinds, waitlistStates, offerStates } from '@menzhen/contract';

export type WaitlistKind = (typeof waitlistKinds)[number];
export type WaitlistClass = (typeof waitlistClasses)[number];
export type EntryState = (typeof waitlistStates)[number];
export type OfferState = (typeof offerStates)[number];
type HalfDay = 'morning' | 'afternoon' | 'evening';
type VisitTypeKind = 'ordinary' | 'expert' | 'special';

/** What somebody waits for. Null in a list or an hour: any. Days are the hospital's, both ends included. */
export interface Wish {
  kind: WaitlistKind;
  department_id: string;
  doctor_id: string | null;
  session_id: string | null;
  from_date: string;
  to_date: string;
  half_days: HalfDay[] | null;
  from_time: string | null;
  to_time: string | null;
  visit_type_kinds: VisitTypeKind[] | null;
}
export interface EntryRow extends Wish {
  id: string;
  patient_id: string;
  /** Whose phone asked; null: the desk did. */
  account_id: string | null;
  class: WaitlistClass;
  class_rank: number;
  joined_at: Temporal.Instant;
  waits_from: Temporal.Instant;
  ends_at: Temporal.Instant;
  missed: number;
  refused: number;
  state: EntryState;
  state_at: Temporal.Instant;
  ended_why: string | null;
  booking_id: string | null;
  policy_version: number;
  channel: 'app' | 'mini_program' | 'counter';
}
export interface OfferRow {
  id: string;
  entry_id: string;
  patient_id: string;
  freed_place_id: string;
  slot_id: string;
  session_id: string;
  offered_at: Temporal.Instant;
  expires_at: Temporal.Instant;
  state: OfferState;
  booking_id: string | null;
}
export type PassedBecause = 'offer_running' | 'busy' | 'had_it' | 'rules';
/** Somebody who stood before, and why the place was not theirs; `rule` names the hospital's rule. */
export interface PassedOver {
  entry_id: string;
  because: PassedBecause;
  rule?: string;
}
/** A place of a slot as wishes see it. */
export interface Place {
  session_id: string;
  slot_id: string;
  department_id: string;
  doctor_id: string;
  visit_type_kind: string;
  date: string;
  half_day: string;
  starts: string;
  ends: string;
}
