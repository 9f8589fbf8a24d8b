/** What the staff look at and do with single payments: their parts, refunds and notices; handing back, asking the channel again. */
import { found, Refusal, type Tx } from '../../kernel/index.ts';
import { ChannelRefused, ChannelUnknown } from './ports.ts';
import { payOut, pushRefund } from './service-refund.ts';
import { listOrdersOf, readOrder } from './store-order.ts';
import {
  listOrders,
  listRefundTasks,
  lockAtCounter,
  noticesAbout,
  partsOfOrders,
  type RefundOfOrder,
  refundOfOrder,
  refundsOfOrders,
} from './store-desk.ts';
import { readPayable } from './store-payable.ts';
import type { NoticeRow, OrderRow, PartRow, Payable, PayableRow, PaymentGround } from './tables.ts';

/** An order with its parts and everything that was asked back of it. */
export interface OrderWhole {
  order: OrderRow;
  parts: PartRow[];
  refunds: RefundOfOrder[];
}
export interface HandBack {
  refund_id: string;
  actor: string;
  now: Temporal.Instant;
  /** The drawer that cash leaves; cards need none. */
  drawer_id?: string;
}

const refundState = () => new Refusal('refund_state');

async function wholeOf(tx: Tx, orders: OrderRow[]): Promise<OrderWhole[]> {
  const ids = orders.map((order) => order.id);
  const [parts, refunds] = [await partsOfOrders(tx, ids), await refundsOfOrders(tx, ids)];
  return orders.map((order) => ({
    order,
    parts: parts.filter((part) => part.order_id === order.id),
    refunds: refunds.filter((refund) => refund.order_id === order.id),
  }));
}

export interface PaymentDesk {
  /** Undefined: it never had an order. */
  payable(tx: Tx, payable: Payable): Promise<PayableRow | undefined>;
  /** Newest first. */
  ordersOfPayable(tx: Tx, payable: Payable): Promise<OrderWhole[]>;
  /** Undefined: there is none. */
  order(tx: Tx, order_id: string): Promise<OrderWhole | undefined>;
  list: typeof listOrders;
  notices(tx: Tx, whole: OrderWhole): Promise<NoticeRow[]>;
  refund: typeof refundOfOrder;
  tasks: typeof listRefundTasks;
  /** Hands counter money to its payer. @throws Refusal refund_state: it does not wait (any more) */
  handBack(tx: Tx, ask: HandBack): Promise<void>;
  /** Asks the channel now about an abnormal refund. @throws Refusal refund_state, refund_not_cured, payment_channel_unavailable */
  askAgain(refund_id: string): Promise<void>;
}

export const paymentDesk = (ground: PaymentGround): PaymentDesk => ({
  payable: readPayable,
  async ordersOfPayable(tx, { kind, id }) {
    const orders = await listOrdersOf(tx, kind, [id]);
    return wholeOf(
      tx,
      orders.toSorted((a, b) => Temporal.Instant.compare(b.created_at, a.created_at)),
    );
  },
  async order(tx, order_id) {
    const order = await readOrder(tx, order_id);
    return order && (await wholeOf(tx, [order]))[0];
  },
  list: listOrders,
  notices: (tx, { order, refunds }) => noticesAbout(tx, order, refunds),
  refund: refundOfOrder,
  tasks: listRefundTasks,
  async handBack(tx, { refund_id, ...counter }) {
    const refund = await lockAtCounter(tx, refund_id);
    if (!refund || !(await payOut(ground, tx, refund, counter))) throw refundState();
  },
  async askAgain(refund_id) {
    const { kysely } = ground.db;
    const refund = found(await refundOfOrder(kysely, refund_id));
    if (refund.state !== 'abnormal') throw refundState();
    await pushRefund(ground, refund).catch((error: unknown) => {
      if (error instanceof ChannelUnknown || error instanceof ChannelRefused)
        throw new Refusal('payment_channel_unavailable');
      throw error;
    });
    if ((await refundOfOrder(kysely, refund_id))?.state === 'abnormal') throw new Refusal('refund_not_cured');
  },
});
