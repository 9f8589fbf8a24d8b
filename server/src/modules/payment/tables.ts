/** Rows as they come from the tables of 0005_payment.sql and 0021_money.sql, and the shapes of the module's door. */
import type { feePartKinds, refundCauses } from '@menzhen/contract';
import type { Clock, Db, Tx, Wake } from '../../kernel/index.ts';
import type { Ledger } from '../ledger/index.ts';
import type { ChannelName, ChannelNotice, PaymentChannel } from './ports.ts';

export type OrderState = 'created' | 'paying' | 'paid' | 'partly_refunded' | 'refunded' | 'closed';
export type RefundState =
  /** Asked by one person of the staff, to be confirmed by another. */
  'awaiting_approval' | 'rejected' | 'requested' | 'processing' | 'succeeded' | 'failed' | 'abnormal';
export type CounterMethod = 'cash' | 'card';
/** `free`: what costs nothing is paid by this. */
export type OrderChannel = ChannelName | CounterMethod | 'free';
export type PartKind = (typeof feePartKinds)[number];
export type RefundCause = (typeof refundCauses)[number];

/** What one side owes of a payable. `void`: nobody wants it any more. */
export type ShareState = 'none' | 'due' | 'paid' | 'refunded' | 'void';

export interface PayableRow {
  kind: string;
  id: string;
  patient_id: string;
  payer_class: string;
  amount_fen: number;
  own_fen: number;
  insurance_fen: number;
  /** Given up while the service stays. */
  waived_fen: number;
  own_state: ShareState;
  insurance_state: ShareState;
  whole_state: ShareState | 'partly_paid';
  department_id: string | null;
  doctor_id: string | null;
  visit_type_id: string | null;
  /** When its own share last changed; never runs back. */
  moved_at: Temporal.Instant;
}

/** A part of an order, and what of it was promised back. */
export interface PartRow {
  order_id: string;
  kind: PartKind;
  amount_fen: number;
  refund_due_fen: number;
}
export interface RefundPart {
  kind: PartKind;
  refund_fen: number;
}

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
  /** Where cash went, and who took money at the counter. */
  drawer_id: string | null;
  cashier: string | null;
}

export interface RefundRow {
  id: string;
  order_id: string;
  merchant_refund_no: string;
  attempt: number;
  state: RefundState;
  refund_fen: number;
  parts: RefundPart[];
  cause: RefundCause;
  reason: string;
  /** Who asked for it. */
  actor: string;
  /** The second person. */
  decided_by: string | null;
  decided_at: Temporal.Instant | null;
  decision_note: string | null;
  drawer_id: string | null;
  requested_at: Temporal.Instant;
  processing_at: Temporal.Instant | null;
  settled_at: Temporal.Instant | null;
  failed_at: Temporal.Instant | null;
  failure: string | null;
  channel_refund_id: string | null;
  channel_refunded_at: Temporal.Instant | null;
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
  channel: ChannelName;
  notice: ChannelNotice;
  raw: Uint8Array;
}

/** What is paid for, in the words of the module that sells it; payment looks no further. */
export interface Payable {
  kind: string;
  id: string;
}

/** What is owed for something, as whoever sells it says; the amount is the sum of its parts. */
export interface PayableAsk {
  payable: Payable;
  patient_id: string;
  payer_class: string;
  parts: readonly { kind: PartKind; amount_fen: number }[];
  department_id: string | null;
  doctor_id: string | null;
  visit_type_id: string | null;
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
  /** The same for many at once, where nothing stands in the way; without it they are settled one by one. */
  together?: SettleTogether;
}

export interface SettleTogether {
  /** Locks, in the house's order, those that need nothing but to be paid, and returns their ids; the others are left alone. */
  lock(tx: Tx, payables: readonly Payable[]): Promise<ReadonlySet<string>>;
  /** Of those that were locked. */
  paid(tx: Tx, paid: readonly PaidOrder[], now: Temporal.Instant): Promise<void>;
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
  ledger: Pick<Ledger, 'post'>;
  /** Those the hospital has set up. */
  channels: Partial<Record<ChannelName, PaymentChannel>>;
  /** The clock that the channel lives by: the real one, however the hospital's is moved. */
  channelNow: () => Temporal.Instant;
  settle: Settle;
}
