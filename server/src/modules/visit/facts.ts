/** The facts of visits. They say that a note was written, never what it says. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { VisitRow } from './tables.ts';

export const visitFactKinds = [
  'visit.opened',
  'visit.noted',
  'visit.finished',
  // the finishing was taken back
  'visit.reopened',
  // the beginning was taken back before anything was written
  'visit.withdrawn',
  // goes on with another doctor
  'visit.handed_over',
] as const;
export const VisitFact = Type.Object({
  visit_id: Type.String(),
  booking_id: Type.String(),
  ticket_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  version: Type.Integer(),
});

/** Kind -> schema of its data. */
export const visitFacts = Object.fromEntries(visitFactKinds.map((kind) => [kind, VisitFact]));

export interface Deed {
  at: Temporal.Instant;
  actor: string;
  cause?: string | null;
}

export function factOfVisit(kind: (typeof visitFactKinds)[number], visit: VisitRow, deed: Deed): FactInput {
  const data: Static<typeof VisitFact> = {
    visit_id: visit.id,
    booking_id: visit.booking_id,
    ticket_id: visit.ticket_id,
    department_id: visit.department_id,
    doctor_id: visit.doctor_id,
    version: visit.version,
  };
  return { ...deed, kind, subject: `visit:${visit.id}`, patient: visit.patient_id, data };
}
