/** Rows of this module's tables. */
import type { DayKind } from './calendar.ts';
import type { FirstPolicy, Policy } from './rules/index.ts';

export interface PolicyRow {
  version: number;
  valid_from: Temporal.Instant;
  data: Policy;
  note: string;
}
/** As it was published, perhaps in an earlier form of the data. */
export interface StoredPolicyRow extends Omit<PolicyRow, 'data'> {
  data: Policy | FirstPolicy;
}
export interface CalendarRow {
  date: string;
  kind: DayKind;
  name: string | null;
  works_as_weekday: number | null;
  source: string;
}
