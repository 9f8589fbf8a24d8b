/** Facts this room records: of sessions with all that a reader needs of them, of templates, and of rosters read in. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import { poolFacts } from './facts-pools.ts';
import { closureFacts } from './facts-closure.ts';
import { sessionFields as session } from './facts-session.ts';
import type { SessionRow, TemplateRow } from './tables.ts';

const template = {
  template_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  visit_type_id: Type.String(),
  weekday: Type.Integer(),
  half_day: Type.String(),
  weeks: Type.String(),
  starts: Type.String(),
  ends: Type.String(),
  slot_minutes: Type.Integer(),
  places_per_slot: Type.Integer(),
  registration_fen: Type.Union([Type.Integer(), Type.Null()]),
  consultation_fen: Type.Union([Type.Integer(), Type.Null()]),
  valid_from: Type.String(),
  valid_to: Type.Union([Type.String(), Type.Null()]),
};

/** Kind -> schema of its data. */
export const schedulingFacts = {
  ...poolFacts,
  'session.opened': Type.Object({ ...session, places: Type.Integer() }),
  'session.closed': Type.Object({ ...session, reason: Type.String() }),
  ...closureFacts,
  /** Nobody had booked when the roster no longer asked for it. */
  'session.withdrawn': Type.Object(session),
  'template.added': Type.Object(template),
  /** The template `replaces` ends the day before this one begins. */
  'template.changed': Type.Object({ ...template, replaces: Type.String() }),
  'template.ended': Type.Object({ template_id: Type.String(), doctor_id: Type.String(), last_day: Type.String() }),
  'roster.imported': Type.Object({
    draft_id: Type.String(),
    layout: Type.String(),
    valid_from: Type.String(),
    added: Type.Integer(),
    changed: Type.Integer(),
    ended: Type.Integer(),
    unchanged: Type.Integer(),
    left_out: Type.Integer(),
  }),
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

interface Deed {
  at: Temporal.Instant;
  actor: string;
}
export const sessionWithdrawn = (s: SessionRow, { at, actor }: Deed): FactInput => ({
  at,
  kind: 'session.withdrawn',
  subject: `session:${s.id}`,
  actor,
  data: dataOf(s),
});

const ofTemplate = ({ id, version: _version, ...fields }: TemplateRow) => ({ template_id: id, ...fields });

export const templateAdded = (t: TemplateRow, { at, actor }: Deed): FactInput => ({
  at,
  kind: 'template.added',
  subject: `template:${t.id}`,
  actor,
  data: ofTemplate(t),
});

export const templateChanged = (t: TemplateRow, replaces: string, { at, actor }: Deed): FactInput => ({
  at,
  kind: 'template.changed',
  subject: `template:${t.id}`,
  actor,
  data: { ...ofTemplate(t), replaces },
});

/** @param last_day the last on which it may make a session; before its first: it never came into force */
export const templateEnded = (t: TemplateRow, last_day: string, { at, actor }: Deed): FactInput => ({
  at,
  kind: 'template.ended',
  subject: `template:${t.id}`,
  actor,
  data: { template_id: t.id, doctor_id: t.doctor_id, last_day },
});

export interface RosterCounts {
  added: number;
  changed: number;
  ended: number;
  unchanged: number;
  left_out: number;
}
export const rosterImported = (
  draft: { id: string; layout: string; valid_from: string },
  counts: RosterCounts,
  { at, actor }: Deed,
): FactInput => ({
  at,
  kind: 'roster.imported',
  subject: `roster:${draft.id}`,
  actor,
  data: { draft_id: draft.id, layout: draft.layout, valid_from: draft.valid_from, ...counts },
});
