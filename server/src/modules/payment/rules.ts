/** The rules of money: which change of state is legal, when to ask the channel again, how orders read for a patient. */
import type { paymentStates } from '@menzhen/contract';
import type { Transitions } from '../../kernel/index.ts';
import type { PayScene } from './ports.ts';
import type {
  OrderChannel,
  OrderRow,
  OrderState,
  PartKind,
  PartRow,
  RefundPart,
  RefundRow,
  RefundState,
  ShareState,
} from './tables.ts';

/** An order begins `created` (to be paid through a channel) or `paid` (taken at the counter). */
export const orderBeginnings: readonly OrderState[] = ['created', 'paid'];
export const orderTransitions: Transitions<OrderState> = {
  created: ['paying', 'closed'],
  paying: ['paid', 'closed'],
  paid: ['partly_refunded', 'refunded'],
  partly_refunded: ['partly_refunded', 'refunded'],
  refunded: [],
  // A success that arrives late is still money taken: it must be settled, never dropped.
  closed: ['paid'],
};

/** What one side owes of a payable: its own share, or the insurance's. The whole follows from both (0021_money.sql). */
export const shareBeginnings: readonly ShareState[] = ['none', 'due', 'paid'];
export const shareTransitions: Transitions<ShareState> = {
  none: [],
  due: ['paid', 'void'],
  // Money may be taken once more for what was given up (a late success), and then goes back again.
  void: ['paid', 'due'],
  paid: ['refunded'],
  refunded: ['paid'],
};

export const refundBeginnings: readonly RefundState[] = ['awaiting_approval', 'requested'];
export const refundTransitions: Transitions<RefundState> = {
  awaiting_approval: ['requested', 'rejected'],
  rejected: [],
  // Straight to `succeeded` when the cashier hands the money back.
  requested: ['processing', 'succeeded'],
  processing: ['succeeded', 'failed', 'abnormal'],
  succeeded: [],
  // Nothing was carried out: pushed again.
  failed: ['processing'],
  // A person cures it at the channel; the channel then says `success`.
  abnormal: ['succeeded'],
};

const COUNTER: readonly OrderChannel[] = ['cash', 'card', 'free'];
/** Money that no channel outside has to be asked about. */
export const isCounter = (channel: OrderChannel): boolean => COUNTER.includes(channel);

const SCENES: Readonly<Record<'wechat' | 'alipay', readonly PayScene[]>> = {
  wechat: ['jsapi', 'h5', 'native'],
  alipay: ['wap', 'page'],
};
export const sceneBelongs = (channel: 'wechat' | 'alipay', scene: PayScene): boolean => SCENES[channel].includes(scene);

const left_fen = (part: PartRow): number => part.amount_fen - part.refund_due_fen;

/**
 * Which parts a refund takes its money from when nobody named them: the last part first, so that the registration, which
 * is earned first, goes back last. Undefined: there is not so much left.
 */
export function allocate(parts: readonly PartRow[], refund_fen: number): RefundPart[] | undefined {
  let open_fen = refund_fen;
  const taken: RefundPart[] = [];
  for (const part of parts.toSorted((a, b) => ORDER_OF_PARTS.indexOf(b.kind) - ORDER_OF_PARTS.indexOf(a.kind))) {
    const take_fen = Math.min(open_fen, left_fen(part));
    if (take_fen > 0) taken.push({ kind: part.kind, refund_fen: take_fen });
    open_fen -= take_fen;
  }
  return open_fen === 0 ? taken : undefined;
}
const ORDER_OF_PARTS: readonly PartKind[] = ['registration', 'consultation'];

/** Whether these parts may be given back: each at most what is left of it, none twice. */
export function mayGiveBack(parts: readonly PartRow[], asked: readonly RefundPart[]): boolean {
  const kinds = new Set(asked.map(({ kind }) => kind));
  return (
    asked.length > 0 &&
    kinds.size === asked.length &&
    asked.every(({ kind, refund_fen }) => {
      const part = parts.find((one) => one.kind === kind);
      return part !== undefined && refund_fen > 0 && refund_fen <= left_fen(part);
    })
  );
}

const step = (seconds: readonly number[], done: number): number => seconds[Math.min(done, seconds.length - 1)]!;

const QUERY_SECONDS = [5, 10, 30, 60, 60, 120, 300] as const;
/** After the payer's time is over the channel may still be finishing a payment begun in time. */
export const CLOSE_GRACE_SECONDS = 30;
/** How long after its expiry an order closed by us is looked at once more. */
export const LAST_LOOK_SECONDS = 120;
/** The channel never gets less time than this: a payer needs it, and channels refuse less. */
export const SHORTEST_CHANNEL_SECONDS = 60;

/** When to ask the channel about an order next; never later than the time to close it. */
export function nextQueryAt(queries: number, now: Temporal.Instant, close_at: Temporal.Instant): Temporal.Instant {
  const next = now.add({ seconds: step(QUERY_SECONDS, queries) });
  const closeIsAhead = Temporal.Instant.compare(now, close_at) < 0;
  return closeIsAhead && Temporal.Instant.compare(close_at, next) < 0 ? close_at : next;
}

const REFUND_SECONDS = [3, 5, 10, 30, 60, 300, 900, 3600] as const;
/** When to look after a refund again. */
export function nextRefundTryAt(tries: number, now: Temporal.Instant): Temporal.Instant {
  return now.add({ seconds: step(REFUND_SECONDS, tries) });
}

const NOTICE_SECONDS = [10, 20, 60, 300, 900] as const;
/** When to act again on a notice whose first acting did not come to an end. */
export function nextNoticeTryAt(tries: number, now: Temporal.Instant): Temporal.Instant {
  return now.add({ seconds: step(NOTICE_SECONDS, tries) });
}

/**
 * The hospital's clock may be moved; the channel lives by its own. What is left of the payer's time is given on
 * the channel's clock, and never less than a minute.
 */
export function channelExpiry(
  expires_at: Temporal.Instant,
  now: Temporal.Instant,
  channelNow: Temporal.Instant,
): Temporal.Instant {
  const left_ms = expires_at.epochMilliseconds - now.epochMilliseconds;
  return channelNow.add({ milliseconds: Math.max(left_ms, SHORTEST_CHANNEL_SECONDS * 1000) });
}

/** The merchant's numbers are made from ours, so that each leads to the other. */
export const merchantOrderNo = (order_id: string): string => order_id.replaceAll('-', '');
export const merchantRefundNo = (refund_id: string, attempt: number): string =>
  `${refund_id.replaceAll('-', '')}-${attempt}`;
/** Undefined: not a number that we could have given. */
export function refundIdOf(merchant_refund_no: string): string | undefined {
  const hex = /^([0-9a-f]{32})-\d{1,6}$/.exec(merchant_refund_no)?.[1];
  return hex?.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export type PaymentState = (typeof paymentStates)[number];
export interface PaymentStep {
  what: string;
  at: Temporal.Instant;
}
export interface PaymentSummary {
  order_id: string;
  state: PaymentState;
  channel: OrderChannel;
  /** Everything captured for the payable. */
  paid_fen: number;
  /** Everything promised back, whether it has arrived or not. */
  refund_fen: number;
  /** What of it was given back while the service stays. */
  waived_fen: number;
  expires_at: Temporal.Instant | null;
  steps: PaymentStep[];
  refunds: RefundSummary[];
}
export interface RefundSummary
  extends Pick<
    RefundRow,
    'order_id' | 'state' | 'cause' | 'refund_fen' | 'parts' | 'reason' | 'requested_at' | 'settled_at'
  > {
  refund_id: string;
  channel: OrderChannel;
  steps: PaymentStep[];
}

const kept_fen = (order: OrderRow): number => order.paid_fen - order.refund_due_fen;
const isLive = (order: OrderRow): boolean => order.state === 'created' || order.state === 'paying';

/** The order that speaks for its payable: one that keeps money, else one to be paid, else one that was paid, else the newest. */
function speakingOrder(orders: OrderRow[]): OrderRow {
  const newestFirst = orders.toSorted((a, b) => Temporal.Instant.compare(b.created_at, a.created_at));
  const pick = (fits: (order: OrderRow) => boolean) => newestFirst.find(fits);
  return pick((o) => kept_fen(o) > 0) ?? pick(isLive) ?? pick((o) => o.paid_fen > 0) ?? newestFirst[0]!;
}

/** A refund that the payer has been promised: nobody has to confirm it any more. */
const isPromised = (refund: RefundRow): boolean => !['awaiting_approval', 'rejected'].includes(refund.state);

function stateOf(order: OrderRow, refunds: RefundRow[]): PaymentState {
  if (order.channel === 'free') return 'not_due';
  if (order.state === 'created') return 'unpaid';
  if (order.state === 'paying') return 'paying';
  if (order.state === 'closed') return 'not_due';
  if (refunds.some((refund) => refund.state === 'abnormal')) return 'refund_failed';
  if (refunds.some((refund) => refund.state !== 'succeeded')) return 'refunding';
  return order.refunded_fen === order.paid_fen ? 'refunded' : 'paid';
}

type Step = [what: string, at: Temporal.Instant | null];
const stepsInTime = (steps: Step[]): PaymentStep[] =>
  steps
    .filter((row): row is [string, Temporal.Instant] => row[1] !== null)
    .map(([what, at]) => ({ what, at }))
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at));

const stepsOfOrder = (o: OrderRow): Step[] => [
  ['opened', o.created_at],
  ['started', o.started_at],
  ['closed', o.closed_at],
  ['paid', o.paid_at],
];
const stepsOfRefund = (r: RefundRow): Step[] => [
  ['refund_requested', r.requested_at],
  [r.state === 'rejected' ? 'refund_rejected' : 'refund_approved', r.decided_at],
  ['refund_processing', r.processing_at],
  [r.state === 'abnormal' ? 'refund_abnormal' : 'refund_failed', r.failed_at],
  ['refund_succeeded', r.settled_at],
];

function summaryOfRefund(refund: RefundRow, orders: OrderRow[]): RefundSummary {
  const { id, order_id, state, cause, refund_fen, parts, reason, requested_at, settled_at } = refund;
  const { channel } = orders.find((order) => order.id === order_id)!;
  const told = { refund_id: id, order_id, state, cause, refund_fen, parts, reason, requested_at, settled_at };
  return { ...told, channel, steps: stepsInTime(stepsOfRefund(refund)) };
}

/** How the payment of one payable reads: all its orders (at least one) and all their refunds. */
export function summarise(orders: OrderRow[], refunds: RefundRow[]): PaymentSummary {
  const order = speakingOrder(orders);
  const promised = refunds.filter(isPromised);
  const sumOf = (rows: RefundRow[]) => rows.reduce((total, { refund_fen }) => total + refund_fen, 0);
  return {
    order_id: order.id,
    state: stateOf(
      order,
      promised.filter((refund) => refund.order_id === order.id),
    ),
    channel: order.channel,
    paid_fen: orders.reduce((total, { paid_fen }) => total + paid_fen, 0),
    refund_fen: sumOf(promised),
    waived_fen: sumOf(promised.filter(({ cause }) => cause === 'adjustment')),
    expires_at: isLive(order) ? order.expires_at : null,
    steps: stepsInTime([...orders.flatMap(stepsOfOrder), ...refunds.flatMap(stepsOfRefund)]),
    refunds: refunds.map((refund) => summaryOfRefund(refund, orders)),
  };
}
