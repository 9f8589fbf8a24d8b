/** Rows of this module's tables. */
import type { HalfDay } from '../policy/index.ts';

export type Weeks = 'every' | 'odd' | 'even';
/** What a visit costs when it is not what its visit type says; null: it is. */
export interface OwnFee {
  registration_fen: number | null;
  consultation_fen: number | null;
}
export interface TemplateFields extends OwnFee {
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  weekday: number;
  half_day: HalfDay;
  weeks: Weeks;
  starts: string;
  ends: string;
  slot_minutes: number;
  places_per_slot: number;
  valid_from: string;
  valid_to: string | null;
}
export interface TemplateRow extends TemplateFields {
  id: string;
  version: number;
}
/** A session that came from a template, and on which days its template now works. */
export interface StandingSession extends Pick<TemplateRow, 'weekday' | 'weeks' | 'valid_from' | 'valid_to'> {
  id: string;
  template_id: string;
  date: string;
  state: 'open' | 'closed';
  starts_at: Temporal.Instant;
  template_state: 'active' | 'withdrawn';
  /** Another doctor than the template's holds it. */
  substituted: boolean;
}
export interface SessionRow extends OwnFee {
  id: string;
  date: string;
  half_day: HalfDay;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  starts: string;
  ends: string;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  state: 'open' | 'closed';
  close_reason: string | null;
  /** Who was to hold it before another doctor took over. */
  substitute_for?: string | null;
  capacity: number;
  booked: number;
}
export interface SlotRow {
  id: string;
  session_id: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  starts: string;
  ends: string;
  capacity: number;
  /** Taken or set aside. */
  booked: number;
  state: 'open' | 'closed';
}
/** A slot with all of its session that booking needs; nothing in it changes but the state. */
export interface SlotCard extends OwnFee {
  slot_id: string;
  session_id: string;
  date: string;
  half_day: HalfDay;
  starts: string;
  ends: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  session_ends_at: Temporal.Instant;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  state: 'open' | 'closed';
}
/** What bringing the sessions in step did. */
export interface Generated {
  created: number;
  unchanged: number;
  /** Not made: the doctor or the room has a session then, or the doctor's was closed. */
  blocked: number;
  /** Taken back: the roster no longer asks for them and nobody had booked. */
  withdrawn: number;
  /** Still open although the roster no longer asks for them: booked, held by a substitute, or closed in part. */
  kept: number;
}
