/** Rows of the queue's tables. Dates are 'YYYY-MM-DD' of the hospital's calendar. */
import type { TicketState } from './rules.ts';
import type { TicketClass, Waiting } from './rules-order.ts';
import type { TicketAct } from './rules-undo.ts';

export interface TicketRow {
  id: string;
  /** Code of the kind of service; `visit` stands in a session's line, any other in a service point's. */
  kind: string;
  booking_id: string | null;
  session_id: string | null;
  service_point_id: string | null;
  sent_by_ticket_id: string | null;
  patient_id: string;
  department_id: string;
  doctor_id: string | null;
  visit_type_id: string | null;
  date: string;
  serial: number;
  number: string;
  former_number: string | null;
  state: TicketState;
  slot_starts_at: Temporal.Instant | null;
  slot_ends_at: Temporal.Instant | null;
  checked_in_at: Temporal.Instant;
  /** Where it is or was called; the session's room until then; null at a service point until the call. */
  room_id: string | null;
  calls: number;
  called_at: Temporal.Instant | null;
  started_at: Temporal.Instant | null;
  passed_at: Temporal.Instant | null;
  returned_at: Temporal.Instant | null;
  returned_after_call: number | null;
  ended_at: Temporal.Instant | null;
  urgency: number;
  class: TicketClass | null;
  round: number;
  back_at: Temporal.Instant | null;
  away_at: Temporal.Instant | null;
  held_at: Temporal.Instant | null;
  held_reason: string | null;
  placed_at: Temporal.Instant | null;
  placed_ahead: number | null;
  placed_after_call: number | null;
  placed_reason: string | null;
  near_at: Temporal.Instant | null;
  /** The last thing done with it. */
  act: TicketAct;
  act_actor: string;
  act_at: Temporal.Instant;
}

/** What only a visit to a doctor has. */
export interface OfVisit {
  kind: 'visit';
  booking_id: string;
  session_id: string;
  doctor_id: string;
  visit_type_id: string;
  slot_starts_at: Temporal.Instant;
  slot_ends_at: Temporal.Instant;
}
export const isVisit = <T extends TicketRow>(ticket: T): ticket is T & OfVisit => ticket.kind === 'visit';

/** A waiting ticket: it has what the order needs. */
export type LineRow = TicketRow & Waiting;

/** A turn of a day's lines: whose line, and under what name it counts. */
export interface TurnRow {
  seq: number;
  turn: string;
  session_id: string | null;
  service_point_id: string | null;
}

export interface CallRow {
  ticket_id: string;
  call_no: number;
  number: string;
  patient_id: string;
  department_id: string;
  room_id: string;
  /** Null for a call to a doctor's room. */
  service_point_id: string | null;
  /** False for a recall. */
  is_turn: boolean;
  at: Temporal.Instant;
}

export interface ActRow {
  seq: number;
  act: TicketAct;
  actor: string;
  at: Temporal.Instant;
  reason: string | null;
  state: TicketState;
  room_id: string | null;
  undone_at: Temporal.Instant | null;
}

export interface KindRow {
  code: string;
  name: string;
  name_en: string;
  position: number;
}
export interface PointRow {
  id: string;
  kind: string;
  department_id: string;
  name: string;
  name_en: string;
  is_open: boolean;
  mean_minutes: number;
  version: number;
  room_ids: string[];
}
