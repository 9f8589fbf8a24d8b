/** Rows as they come from the ledger's tables in 0021_money.sql. All amounts are integer fen; times are the hospital's. */
import type { ledgerAccounts } from '@menzhen/contract';

export type Account = (typeof ledgerAccounts)[number];

export type PostingKind =
  /** A payment came in. */
  | 'captured'
  | 'refund_promised'
  | 'refund_paid'
  /** Money between a drawer and the safe. */
  | 'drawer_float'
  | 'drawer_difference'
  /** What the channel kept for itself, and what it paid out, by its bill. */
  | 'bill_fees'
  | 'bill_settled'
  | 'difference_found'
  | 'difference_settled';

/** By what a leg can be counted. */
export interface LegTags {
  part?: string;
  channel?: string;
  drawer_id?: string;
  /** Who took or gave the money at the counter: `staff:…`. */
  cashier?: string;
  department_id?: string | null;
  doctor_id?: string | null;
  visit_type_id?: string | null;
  payer_class?: string;
}

/** An amount that moves from one account (`credit`) to another (`debit`). */
export interface Leg extends LegTags {
  debit: Account;
  credit: Account;
  /** More than 0. */
  amount_fen: number;
}

export interface Posting {
  kind: PostingKind;
  /** `kind:id` of what moved the money. A kind is posted once for a source. */
  source: string;
  at: Temporal.Instant;
  actor: string;
  note?: string;
  legs: readonly Leg[];
}

export interface AccountRow {
  code: Account;
  kind: 'asset' | 'liability' | 'income' | 'expense';
  name: string;
  name_en: string;
}

/** One account's day: what it held before, what was debited and credited, what it holds after (debits positive). */
export interface AccountDay extends AccountRow {
  before_fen: number;
  debited_fen: number;
  credited_fen: number;
  after_fen: number;
}

/** What came in and went back on a day, by channel, cashier or department. */
export interface PositionRow {
  key: string | null;
  captured_fen: number;
  refunds_promised_fen: number;
  refunds_paid_fen: number;
  captured: number;
}

export interface LineRow {
  posting_id: string;
  n: number;
  at: Temporal.Instant;
  kind: PostingKind;
  source: string;
  actor: string;
  note: string;
  debit: Account;
  credit: Account;
  amount_fen: number;
  part: string | null;
  channel: string | null;
  cashier: string | null;
  department_id: string | null;
  payer_class: string | null;
}
