/** Facts this room records: session.opened and session.closed, with all that a reader needs of the session. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { SessionRow } from './tables.ts';

const session = {
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  visit_type_id: Type.String(),
  date: Type.String(),
  half_day: Type.String(),
  starts: Type.String(),
  ends: Type.String(),
};

/** Kind -> schema of its data. */
export const schedulingFacts = {
  'session.opened': Type.Object({ ...session, places: Type.Integer() }),
  'session.closed': Type.Object({ ...session, reason: Type.String() }),
};

const dataOf = (s: SessionRow) => ({
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

export const sessionOpened = (
  s: SessionRow,
  places: number,
  ask: { at: Temporal.Instant; actor: string },
): FactInput => ({
  at: ask.at,
  kind: 'session.opened',
  subject: `session:${s.id}`,
  actor: ask.actor,
  data: { ...dataOf(s), places },
});

export const sessionClosed = (
  s: SessionRow,
  ask: { at: Temporal.Instant; actor: string; reason: string },
): FactInput => ({
  at: ask.at,
  kind: 'session.closed',
  subject: `session:${s.id}`,
  actor: ask.actor,
  data: { ...dataOf(s), reason: ask.reason },
});
