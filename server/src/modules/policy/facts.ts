/** Facts this room records: policy.published {version, valid_from, note}; calendar.imported {source, days}. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';

/** Kind -> schema of its data. */
export const policyFacts = {
  'policy.published': Type.Object({ version: Type.Integer(), valid_from: Type.String(), note: Type.String() }),
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
