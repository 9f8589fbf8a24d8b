/** Rows of sheets read in. */
import type { RosterCounts } from './facts.ts';
import type { Entry, Layout } from './roster/entry.ts';
import type { PlanRow } from './roster/plan.ts';
import type { Generated } from './tables.ts';

export interface RosterResult extends RosterCounts {
  sessions: Generated;
}
export interface DraftRow {
  id: string;
  file_name: string;
  layout: Layout;
  valid_from: string;
  entries: Entry[];
  rows: PlanRow[];
  skipped_sheets: string[];
  /** Whose doctors it may name; null: everybody's. */
  department_ids: string[] | null;
  digest: string;
  created_by: string;
  created_at: Temporal.Instant;
  accepted_at: Temporal.Instant | null;
  result: RosterResult | null;
}
