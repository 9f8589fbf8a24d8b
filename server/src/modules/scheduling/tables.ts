/** Rows of this module's tables. */
import type { HalfDay } from '../policy/index.ts';

export interface TemplateRow {
  id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  weekday: number;
  half_day: HalfDay;
  starts: string;
  ends: string;
  slot_minutes: number;
  places_per_slot: number;
  valid_from: string;
  valid_to: string | null;
  version: number;
}
export interface SessionRow {
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
  booked: number;
}
/** A slot with all of its session that booking needs; nothing in it changes but the state. */
export interface SlotCard {
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
