/** Rows of the visit's table. */
import type { VisitState } from './rules.ts';

export interface VisitRow {
  id: string;
  booking_id: string;
  ticket_id: string;
  patient_id: string;
  department_id: string;
  doctor_id: string;
  state: VisitState;
  started_at: Temporal.Instant;
  finished_at: Temporal.Instant | null;
  version: number;
  /** Sealed; see `noteOf`. */
  note: Buffer;
}
