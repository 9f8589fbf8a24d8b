/** Facts this room records: session.opened and session.closed, with all that a reader needs of the session. */
import type { FactInput } from '../../kernel/index.ts';
import type { SessionRow } from './tables.ts';

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
