/** Rows of the drawer's tables. */
import type { CountLineView, DrawerDirection, DrawerState } from '@menzhen/contract';

export interface DrawerRow {
  id: string;
  /** Staff id. */
  cashier: string;
  place: string;
  state: DrawerState;
  opening_fen: number;
  opened_at: Temporal.Instant;
  closed_at: Temporal.Instant | null;
  closed_by: string | null;
  expected_fen: number | null;
  counted_fen: number | null;
  /** Counted less expected. */
  difference_fen: number | null;
  count: CountLineView[] | null;
  note: string | null;
}

export interface MoveRow {
  id: string;
  drawer_id: string;
  direction: DrawerDirection;
  amount_fen: number;
  reason: string;
  actor: string;
  at: Temporal.Instant;
}
