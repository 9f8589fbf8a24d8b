/** Rows of notify's table. */
import type { NoticeKind } from './facts.ts';
import type { NoticeParams } from './rules.ts';

export interface MessageRow {
  id: string;
  at: Temporal.Instant;
  kind: NoticeKind;
  booking_id: string | null;
  patient_id: string;
  params: NoticeParams;
  read_at: Temporal.Instant | null;
}
