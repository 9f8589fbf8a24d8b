/** Rows of 0024_reconciliation.sql, and what the services stand on. Amounts are fen. */
import type { billFailures, explanations } from '@menzhen/contract';
import type { Clock, Db, Tx, Wake } from '../../kernel/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { ChannelName, PaymentChannel } from '../payment/index.ts';
import type { BillState, DifferenceKind, DifferenceState, Money, SettledBy } from './rules.ts';

export type BillFailure = (typeof billFailures)[number];
export type Explanation = (typeof explanations)[number];

export interface BillKey {
  channel: ChannelName;
  /** By the channel's calendar. */
  day: string;
}

export interface BillRecord extends BillKey {
  state: BillState;
  /** On the channel's clock. */
  next_try_at: Temporal.Instant | null;
  tries: number;
  failure: BillFailure | null;
  failure_detail: string | null;
  /** Of the rows that count. */
  fetch_id: string | null;
  /** Of the rows that are coming in. */
  staging_id: string | null;
  rows_n: number;
  paid_fen: number;
  refunded_fen: number;
  fee_fen: number;
  posted_net_fen: number;
  posted_fee_fen: number;
  matched_at: Temporal.Instant | null;
}

export interface CaseRow extends BillKey {
  id: string;
  kind: DifferenceKind;
  money: Money;
  key: string;
  merchant_no: string;
  merchant_order_no: string;
  channel_no: string | null;
  bill_n: number | null;
  bill_fen: number | null;
  bill_at: Temporal.Instant | null;
  our_fen: number | null;
  our_at: Temporal.Instant | null;
  order_id: string | null;
  effect_fen: number;
  state: DifferenceState;
  opened_at: Temporal.Instant;
  asked_at: Temporal.Instant | null;
  asked: string | null;
  asked_fen: number | null;
  refund_no: string | null;
  refund_state: 'sent' | 'processing' | 'success' | 'closed' | 'abnormal' | 'refused' | null;
  refund_asked_by: string | null;
  settled_at: Temporal.Instant | null;
  settled_by: SettledBy | null;
  settled_who: string | null;
  explanation: Explanation | null;
  note: string | null;
  gone_at: Temporal.Instant | null;
  /** Of our order or refund, where the number is ours. */
  our_state: string | null;
}

export interface ReconciliationLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What this module needs of the rooms before it. */
export interface ReconciliationGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  log: ReconciliationLog;
  ledger: Pick<Ledger, 'post' | 'lockDay' | 'closeDay' | 'closedDays'>;
  /** Asks the channel about a number of ours and makes it so here: books, refunds, or leaves it. Outside a transaction. */
  settleKnown: (ask: { channel: ChannelName; money: Money; merchant_no: string }) => Promise<void>;
  channels: Partial<Record<ChannelName, PaymentChannel>>;
  /** The clock that the channels live by. */
  channelNow: () => Temporal.Instant;
  /** Drawers opened before then whose cash nobody has counted. */
  uncountedDrawers: (tx: Tx, until: Temporal.Instant) => Promise<number>;
  /** Names by staff id. */
  staffNames: (tx: Tx, ids: readonly string[]) => Promise<Map<string, string>>;
}
