/**
 * Facts this room records: policy.published {version, valid_from, note}; calendar.imported {source, days};
 * penalty.appealed, .lifted, .upheld {appeal_id, suspension, booking_ids}. The words of an appeal stay out of the record.
 */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { AppealRow } from './tables.ts';

function appealData() {
  return Type.Object({
    appeal_id: Type.String(),
    suspension: Type.String(),
    booking_ids: Type.Array(Type.String(), { description: 'the offences in question; of a lift, those forgiven' }),
  });
}

/** Kind -> schema of its data. */
export const policyFacts = {
  'policy.published': Type.Object({ version: Type.Integer(), valid_from: Type.String(), note: Type.String() }),
  'penalty.appealed': appealData(),
  'penalty.lifted': appealData(),
  'penalty.upheld': appealData(),
  'calendar.imported': Type.Object({ source: Type.String(), days: Type.Integer() }),
};

export const policyPublished = (ask: {
  at: Temporal.Instant;
  actor: string;
  version: number;
  valid_from: Temporal.Instant;
  note: string;
}): FactInput => ({
  at: ask.at,
  kind: 'policy.published',
  subject: `policy:${ask.version}`,
  actor: ask.actor,
  data: { version: ask.version, valid_from: ask.valid_from.toString(), note: ask.note },
});

export const calendarImported = (ask: {
  at: Temporal.Instant;
  actor: string;
  source: string;
  days: number;
}): FactInput => ({
  at: ask.at,
  kind: 'calendar.imported',
  subject: 'calendar:hospital',
  actor: ask.actor,
  data: { source: ask.source, days: ask.days },
});

interface Deed {
  at: Temporal.Instant;
  actor: string;
}
const appealFact = (row: AppealRow, verb: string, booking_ids: string[], deed: Deed): FactInput => ({
  ...deed,
  kind: `penalty.${verb}`,
  subject: `appeal:${row.id}`,
  patient: row.patient_id,
  data: { appeal_id: row.id, suspension: row.suspension, booking_ids },
});
export const penaltyAppealed = (row: AppealRow, deed: Deed): FactInput =>
  appealFact(row, 'appealed', row.booking_ids, deed);
export const penaltyDecided = (row: AppealRow, deed: Deed): FactInput =>
  row.state === 'lifted'
    ? appealFact(row, 'lifted', row.lifted_ids, deed)
    : appealFact(row, 'upheld', row.booking_ids, deed);
