/** Rows of the queue's tables. Dates are 'YYYY-MM-DD' of the hospital's calendar. */
import type { TicketState, Waiting } from './rules.ts';

export interface TicketRow {
  id: string;
  booking_id: string;
  session_id: string;
  patient_id: string;
  department_id: string;
  doctor_id: string;
  visit_type_id: string;
  date: string;
  serial: number;
  number: string;
  state: TicketState;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
  checked_in_at: Temporal.Instant;
  /** Where it is or was called; the session's room until then. */
  room_id: string;
  calls: number;
  called_at: Temporal.Instant | null;
  started_at: Temporal.Instant | null;
  passed_at: Temporal.Instant | null;
  returned_at: Temporal.Instant | null;
  returned_after_call: number | null;
  ended_at: Temporal.Instant | null;
}

/** A ticket with what the order needs. */
export type LineRow = TicketRow & Waiting;

export interface CallRow {
  ticket_id: string;
  call_no: number;
  number: string;
  patient_id: string;
  department_id: string;
  room_id: string;
  at: Temporal.Instant;
}
