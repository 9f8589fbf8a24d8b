/** Facts of closures and substitutions. Of patients they say where they stand, never who they are. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import { sessionFields as session } from './facts-session.ts';
import type { CaseRow, CaughtSession, ClosureRow } from './tables-closure.ts';

const Closing = Type.Object({
  closure_id: Type.String(),
  kind: Type.String(),
  grain: Type.String(),
  reason: Type.String(),
  approval: Type.Union([Type.String(), Type.Null()]),
  department_ids: Type.Array(Type.String()),
  session_ids: Type.Array(Type.String()),
});
const Case = Type.Object({
  case_id: Type.String(),
  closure_id: Type.String(),
  kind: Type.String(),
  booking_id: Type.String(),
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  date: Type.String(),
  starts: Type.String(),
  deadline: Type.String(),
  reason: Type.String(),
  /** Of a substitution: who takes over. */
  substitute_doctor_id: Type.Union([Type.String(), Type.Null()]),
  outcome: Type.Optional(Type.String()),
});

/** Kind -> schema of its data. */
export const closureFacts = {
  'slot.closed': Type.Object({ ...session, slot_ids: Type.Array(Type.String()), reason: Type.String() }),
  'session.substituted': Type.Object({
    ...session,
    from_doctor_id: Type.String(),
    reason: Type.String(),
  }),
  'closure.proposed': Closing,
  'closure.refused': Closing,
  'closure.withdrawn': Closing,
  'closure.opened': Closing,
  'closure.settled': Closing,
  'closure_case.opened': Case,
  'closure_case.settled': Case,
};

export interface Told {
  at: Temporal.Instant;
  actor: string;
}
const dataOf = (s: CaughtSession) => ({
  session_id: s.id,
  department_id: s.department_id,
  doctor_id: s.doctor_id,
  room_id: s.room_id,
  visit_type_id: s.visit_type_id,
  date: s.date,
  half_day: s.half_day,
  starts: s.starts,
  ends: s.ends,
});

/** The whole session, or those of its slots. */
export const frozen = (s: CaughtSession, told: Told & { cause: string; reason: string }): FactInput => ({
  at: told.at,
  actor: told.actor,
  cause: told.cause,
  kind: s.slot_ids ? 'slot.closed' : 'session.closed',
  subject: `session:${s.id}`,
  data: { ...dataOf(s), ...(s.slot_ids ? { slot_ids: s.slot_ids } : {}), reason: told.reason },
});

export const substituted = (
  s: CaughtSession,
  told: Told & { cause: string; reason: string; doctor_id: string },
): FactInput => ({
  at: told.at,
  actor: told.actor,
  cause: told.cause,
  kind: 'session.substituted',
  subject: `session:${s.id}`,
  data: { ...dataOf(s), doctor_id: told.doctor_id, from_doctor_id: s.doctor_id, reason: told.reason },
});

export const closureFact = (
  what: 'proposed' | 'refused' | 'withdrawn' | 'opened' | 'settled',
  row: ClosureRow,
  told: Told & { session_ids: string[] },
): FactInput => ({
  at: told.at,
  actor: told.actor,
  kind: `closure.${what}`,
  subject: `closure:${row.id}`,
  data: {
    closure_id: row.id,
    kind: row.kind,
    grain: row.grain,
    reason: row.reason,
    approval: row.approval,
    department_ids: row.department_ids,
    session_ids: told.session_ids,
  },
});

/** What a case's facts say of the lost place and of why it was lost. */
export interface CaseWords {
  date: string;
  starts: string;
  reason: string;
  substitute_doctor_id: string | null;
}
export const caseFact = (what: 'opened' | 'settled', row: CaseRow, words: CaseWords, told: Told): FactInput => ({
  at: told.at,
  actor: told.actor,
  cause: `closure:${row.closure_id}`,
  kind: `closure_case.${what}`,
  subject: `closure_case:${row.id}`,
  patient: row.patient_id,
  data: {
    case_id: row.id,
    closure_id: row.closure_id,
    kind: row.kind,
    booking_id: row.booking_id,
    session_id: row.session_id,
    department_id: row.department_id,
    doctor_id: row.doctor_id,
    deadline: row.deadline.toString(),
    ...words,
    ...(what === 'settled' ? { outcome: row.state } : {}),
  },
});
