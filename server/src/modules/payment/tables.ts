/** Rows as they come from the tables of 0005_payment.sql, and the shapes of the module's door. */
import type { Clock, Db, Tx, Wake } from '../../kernel/index.ts';
import type { ChannelNotice, PaymentChannel } from './ports.ts';

export type OrderState = 'created' | 'paying' | 'paid' | 'partly_refunded' | 'refunded' | 'closed';
export type RefundState = 'requested' | 'processing' | 'succeeded' | 'failed' | 'abnormal';
export type CounterMethod = 'cash' | 'card';
export type OrderChannel = PaymentChannel['name'] | CounterMethod;

export interface OrderRow {
  id: string;
  merchant_order_no: string;
  payable_kind: string;
  payable_id: string;
  patient_id: string;
  channel: OrderChannel;
  state: OrderState;
  amount_fen: number;
  description: string;
  created_at: Temporal.Instant;
  expires_at: Temporal.Instant | null;
  close_at: Temporal.Instant | null;
  channel_expires_at: Temporal.Instant | null;
  started_at: Temporal.Instant | null;
  transaction_id: string | null;
  paid_fen: number;
  paid_at: Temporal.Instant | null;
  channel_paid_at: Temporal.Instant | null;
  refund_due_fen: number;
  refunded_fen: number;
  closed_at: Temporal.Instant | null;
  next_query_at: Temporal.Instant | null;
  queries: number;
  asked_at: Temporal.Instant | null;
}

export interface RefundRow {
  id: string;
  order_id: string;
  merchant_refund_no: string;
  attempt: number;
  state: RefundState;
  refund_fen: number;
  reason: string;
  actor: string;
  requested_at: Temporal.Instant;
  processing_at: Temporal.Instant | null;
  settled_at: Temporal.Instant | null;
  failed_at: Temporal.Instant | null;
  failure: string | null;
  channel_refund_id: string | null;
  tries: number;
  next_try_at: Temporal.Instant | null;
}

/** What became of a notice. */
export type NoticeOutcome =
  | 'settled'
  /** Said what was already so. */
  | 'repeated'
  | 'unknown_order'
  | 'unknown_refund'
  | 'amount_mismatch';

export interface NoticeRow {
  channel: string;
  notice_id: string;
  received_at: Temporal.Instant;
  told: unknown;
  copies: number;
  outcome: NoticeOutcome | null;
  acted_at: Temporal.Instant | null;
  tries: number;
}

export interface ReceivedNotice {
  channel: PaymentChannel['name'];
  notice: ChannelNotice;
  raw: Uint8Array;
}

/** What is paid for, in the words of the module that sells it; payment looks no further. */
export interface Payable {
  kind: string;
  id: string;
}

export interface PaidOrder {
  order_id: string;
  payable: Payable;
  patient_id: string;
  amount_fen: number;
  channel: OrderChannel;
  paid_at: Temporal.Instant;
}

/**
 * The journey that a paid payable continues with; both run in the transaction that captures the money.
 * `lock` takes the locks that come before an order's (session, slot, booking); `paid` books, or asks for a refund.
 */
export interface Settle {
  lock(tx: Tx, payable: Payable): Promise<void>;
  paid(tx: Tx, paid: PaidOrder, now: Temporal.Instant): Promise<void>;
}

export interface PaymentLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What the services stand on. */
export interface PaymentGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  log: PaymentLog;
  channels: { wechat: PaymentChannel };
  /** The clock that the channel lives by: the real one, however the hospital's is moved. */
  channelNow: () => Temporal.Instant;
  settle: Settle;
}
