/** Payment's only door: payables, orders, refunds and the channels' notices. */
import type { Handlers, Tx } from '../../kernel/index.ts';
import type { ChannelName } from './ports.ts';
import type { PaymentSummary } from './rules.ts';
import { noticeHandlers } from './routes-notice.ts';
import { type PaymentDesk, paymentDesk } from './service-desk.ts';
import { closeUnpaid, refresh, type StartAsk, type StartedOrder, startChannel } from './service-channel.ts';
import { settleKnown } from './service-known.ts';
import { NoticeRefusals } from './service-notice-refusal.ts';
import { type CounterAsk, type OpenOrderAsk, openOrder, ordersOf, settleFree, takeAtCounter } from './service-order.ts';
import { approveRefund, type Decision, type RefundAsk, rejectRefund, requestRefund } from './service-refund.ts';
import { workRound } from './service-work.ts';
import type { OrderRow, Payable, PaymentGround, RefundRow } from './tables.ts';

export { paymentFacts } from './facts.ts';
export * from './ports.ts';
export { sceneBelongs } from './rules.ts';
export type { PaymentSummary } from './rules.ts';
export type { OrderWhole, PaymentDesk } from './service-desk.ts';
export type { RefundOfOrder } from './store-desk.ts';
export type { StartAsk, StartedOrder } from './service-channel.ts';
export type { CounterAsk, OpenOrderAsk } from './service-order.ts';
export { type ReceiptRow, receipts, type VisitWords } from './service-receipt.ts';
export type { Decision, RefundAsk } from './service-refund.ts';
export { listOrdersOfPatients, type PayersOrder, payersOrder } from './store-payer.ts';
export type {
  PaidOrder,
  Payable,
  PayableAsk,
  PaymentGround,
  Settle,
} from './tables.ts';

export interface Payment {
  handlers: Handlers<'wechatPayNotice' | 'alipayNotice' | 'noticeRefusals'>;
  /** One live order a payable: the same one again. @throws Refusal nothing_to_pay */
  openOrder(tx: Tx, ask: OpenOrderAsk): Promise<OrderRow>;
  /** Outside a transaction. @throws Refusal nothing_to_pay, hold_expired, payment_channel_unavailable */
  startChannel(order_id: string, ask: StartAsk): Promise<StartedOrder>;
  /** Paid at once, settled in the same transaction. @throws Refusal nothing_to_pay */
  takeAtCounter(tx: Tx, ask: CounterAsk): Promise<OrderRow>;
  /** What costs nothing is settled at once, by an order of the channel `free`. @throws Refusal nothing_to_pay: it was before */
  settleFree(tx: Tx, ask: Omit<OpenOrderAsk, 'channel' | 'expires_at'>): Promise<OrderRow>;
  /** The channels that the hospital has set up. */
  channels: readonly ChannelName[];
  /** By payable id; a payable that never had an order is left out. */
  ordersOf(tx: Tx, kind: string, payable_ids: readonly string[]): Promise<Map<string, PaymentSummary>>;
  /** Recorded in `tx`, pushed by `work`. @throws Refusal refund_not_possible */
  requestRefund(tx: Tx, ask: RefundAsk): Promise<RefundRow | undefined>;
  /** The second person's yes. @throws Refusal not_found, refund_same_person, refund_state */
  approveRefund(tx: Tx, ask: Decision): Promise<RefundRow>;
  /** The second person's no. @throws Refusal not_found, refund_same_person, refund_state */
  rejectRefund(tx: Tx, ask: Decision): Promise<RefundRow>;
  /** What the staff look at and do with single payments. */
  desk: PaymentDesk;
  /** Asks the channel now about a paying order, at most once a second. */
  refresh(order_id: string): Promise<void>;
  /** Makes it here what the channel says of a number of ours. Outside a transaction. @throws ChannelUnknown, ChannelRefused */
  settleKnown(ask: { money: 'paid' | 'refund'; merchant_no: string }): Promise<void>;
  /** Nobody may pay any more: closes at the channel; money that came in time is settled. Outside a transaction. */
  closeUnpaid(payable: Payable): Promise<void>;
  /** One round of due work; a call while one runs here waits for that one. */
  work(): Promise<void>;
  /** Waits for notices being acted on; before the database closes. */
  drain(): Promise<void>;
}

export function openPayment(ground: PaymentGround): Payment {
  const refusals = new NoticeRefusals(ground);
  const acting = new Set<Promise<void>>();
  let round: Promise<void> | undefined;

  function afterwards(work: () => Promise<void>): void {
    const one: Promise<void> = work()
      .catch((error: unknown) => {
        ground.log.error({ err: error }, 'a payment notice could not be acted on; tried again later');
      })
      .finally(() => acting.delete(one));
    acting.add(one);
  }

  return {
    handlers: noticeHandlers(ground, afterwards, refusals),
    openOrder,
    startChannel: (order_id, ask) => startChannel(ground, order_id, ask),
    takeAtCounter: (tx, ask) => takeAtCounter(ground, tx, ask),
    settleFree: (tx, ask) => settleFree(ground, tx, ask),
    channels: Object.keys(ground.channels) as ChannelName[],
    ordersOf,
    requestRefund: (tx, ask) => requestRefund(ground, tx, ask),
    approveRefund: (tx, ask) => approveRefund(ground, tx, ask),
    rejectRefund,
    desk: paymentDesk(ground),
    refresh: (order_id) => refresh(ground, order_id),
    settleKnown: (ask) => settleKnown(ground, ask),
    closeUnpaid: (payable) => closeUnpaid(ground, payable),
    work() {
      round ??= Promise.all([workRound(ground), refusals.tidy()])
        .then(() => undefined)
        .finally(() => {
          round = undefined;
        });
      return round;
    },
    async drain() {
      await Promise.all([...acting, round]);
      await refusals.flush();
    },
  };
}
