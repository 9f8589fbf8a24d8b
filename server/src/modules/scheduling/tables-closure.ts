/** Rows of closures: what was frozen or handed over, and a case for each patient it touches. */
import type {
  ClosureScopeAsk,
  caseChoices,
  caseStates,
  closureGrains,
  closureKinds,
  closureStates,
} from '@menzhen/contract';
import type { HalfDay } from '../policy/index.ts';

export type ClosureKind = (typeof closureKinds)[number];
export type ClosureState = (typeof closureStates)[number];
export type CaseState = (typeof caseStates)[number];
export type CaseChoice = (typeof caseChoices)[number];
export type ClosureScope = ClosureScopeAsk;
export type Approval = 'own' | 'urgent' | 'given';

export interface ClosureRow {
  id: string;
  kind: ClosureKind;
  grain: (typeof closureGrains)[number];
  scope: ClosureScope;
  department_ids: string[];
  reason: string;
  substitute_doctor_id: string | null;
  state: ClosureState;
  approval: Approval | null;
  proposed_by: string;
  proposed_at: Temporal.Instant;
  decided_by: string | null;
  decided_at: Temporal.Instant | null;
  decision_note: string | null;
  settled_at: Temporal.Instant | null;
}

/** A session that a closure asks for, or has caught. */
export interface CaughtSession {
  id: string;
  date: string;
  half_day: HalfDay;
  starts: string;
  ends: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  department_id: string;
  /** Of a closure that has happened: who held it until then. */
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  /** Null: the whole session. */
  slot_ids: string[] | null;
  /** How many of its slots are concerned. */
  slots: number;
}

/** A booking as its case needs it (a part of booking's card). */
export interface TouchedBooking {
  id: string;
  patient_id: string;
  department_id: string;
  session_id: string;
  slot_id: string;
  doctor_id: string;
  slot_starts_at: Temporal.Instant;
}

export interface CaseRow {
  id: string;
  closure_id: string;
  kind: ClosureKind;
  booking_id: string;
  patient_id: string;
  department_id: string;
  /** Where the patient was to be seen when the closure came. */
  session_id: string;
  slot_id: string;
  doctor_id: string;
  starts_at: Temporal.Instant;
  state: CaseState;
  opened_at: Temporal.Instant;
  deadline: Temporal.Instant;
  phoned_by: string | null;
  phoned_at: Temporal.Instant | null;
  settled_at: Temporal.Instant | null;
  settled_by: string | null;
  moved_to_slot_id: string | null;
  refund_fen: number;
}

/** A place that a booking might be moved to. */
export interface OfferedPlace {
  slot_id: string;
  session_id: string;
  date: string;
  half_day: HalfDay;
  starts: string;
  ends: string;
  starts_at: Temporal.Instant;
  department_id: string;
  doctor_id: string;
  visit_type_id: string;
  registration_fen: number | null;
  consultation_fen: number | null;
}
