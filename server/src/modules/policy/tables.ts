/** Rows of this module's tables. */
import type { DayKind } from './calendar.ts';
import type { Policy } from './rules.ts';

export interface PolicyRow {
  version: number;
  valid_from: Temporal.Instant;
  data: Policy;
  note: string;
}
export interface CalendarRow {
  date: string;
  kind: DayKind;
  name: string | null;
  works_as_weekday: number | null;
  source: string;
}
