/** Facts this room records: policy.published {version, valid_from, note}; calendar.imported {source, days}. */
import type { FactInput } from '../../kernel/index.ts';

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
