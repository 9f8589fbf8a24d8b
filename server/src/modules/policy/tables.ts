/** Rows of this module's tables. */
import type { DayKind } from './calendar.ts';
import type { FirstPolicy, Policy, SecondPolicy } from './rules/index.ts';

export interface PolicyRow {
  version: number;
  valid_from: Temporal.Instant;
  data: Policy;
  note: string;
}
/** As it was published, perhaps in an earlier form of the data. */
export interface StoredPolicyRow extends Omit<PolicyRow, 'data'> {
  data: Policy | SecondPolicy | FirstPolicy;
}
export interface VersionRow extends StoredPolicyRow {
  created_by: string;
  created_at: Temporal.Instant;
}
export interface AppealRow {
  id: string;
  patient_id: string;
  account_id: string;
  /** Which suspension: what it counts, and the booking that set it off. */
  suspension: string;
  booking_ids: string[];
  words: string;
  made_at: Temporal.Instant;
  state: 'open' | 'lifted' | 'upheld';
  decided_at: Temporal.Instant | null;
  decided_by: string | null;
  reason: string | null;
  lifted_ids: string[];
}
export interface CalendarRow {
  date: string;
  kind: DayKind;
  name: string | null;
  works_as_weekday: number | null;
  source: string;
}
