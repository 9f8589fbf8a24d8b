/**
 * The outside world in memory: a payment channel that does what a test tells it. A fake of the channel only; what the
 * real protocol demands is tested against the payment stand-in.
 */
import {
  type BillRow,
  ChannelMessageRefused,
  type ChannelName,
  type ChannelNotice,
  type ChannelOpening,
  type ChannelOrder,
  type ChannelOrderRequest,
  type ChannelRefund,
  ChannelRefused,
  type ChannelRefundRequest,
  type ChannelRefundStatus,
  ChannelUnknown,
  type PaymentChannel,
  type PayScene,
} from '../ports.ts';

type Method = 'open' | 'query' | 'close' | 'refund' | 'queryRefund';
/** `lost_request`: never carried out. `lost_answer`: carried out, but nobody is told. */
type Fault = 'lost_request' | 'lost_answer';
interface HeldOrder {
  words: string;
  order: ChannelOrder;
  total_fen: number;
}

export interface SignedNotice {
  headers: Record<string, string>;
  raw: Buffer;
}

/** One count for all channels of a process: several may speak to one database, one after the other. */
let given = 0;
function nextNumber(): string {
  given += 1;
  return String(given).padStart(10, '0');
}

export class ScriptedChannel implements PaymentChannel {
  readonly name: ChannelName;
  readonly scenes: readonly PayScene[];
  readonly orders = new Map<string, HeldOrder>();
  readonly refunds = new Map<string, ChannelRefund>();
  /** Every request that arrived, carried out or not. */
  readonly requests: { method: Method; no: string }[] = [];
  /** How a refund stands when it is asked for. */
  refundBegins: ChannelRefundStatus = 'processing';
  now: () => Temporal.Instant;
  readonly #faults = new Map<Method, Fault[]>();

  constructor(now: () => Temporal.Instant, name: ChannelName = 'wechat') {
    this.now = now;
    this.name = name;
    this.scenes = name === 'wechat' ? ['h5', 'jsapi', 'native'] : ['wap', 'page'];
  }

  failNext(method: Method, ...faults: Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  endFaults(): void {
    this.#faults.clear();
  }

  async #carryOut<T>(method: Method, no: string, story: () => T): Promise<T> {
    this.requests.push({ method, no });
    const fault = this.#faults.get(method)?.shift();
    if (fault === 'lost_request') throw new ChannelUnknown('the request was lost');
    const answer = story();
    if (fault === 'lost_answer') throw new ChannelUnknown('the answer was lost');
    return answer;
  }

  open(ask: ChannelOrderRequest): Promise<ChannelOpening> {
    return this.#carryOut('open', ask.merchant_order_no, () => {
      const words = JSON.stringify([ask.scene, ask.amount_fen, ask.description, ask.expires_at, ask.payer_openid]);
      const known = this.orders.get(ask.merchant_order_no);
      if (known?.order.status === 'paid') throw new ChannelRefused('already_paid', 'ORDERPAID', '');
      if (known?.order.status === 'closed') throw new ChannelRefused('closed', 'ORDERCLOSED', '');
      if (known && known.words !== words) throw new ChannelRefused('number_used', 'OUT_TRADE_NO_USED', '');
      const order: ChannelOrder = { merchant_order_no: ask.merchant_order_no, status: 'not_paid' };
      if (!known) this.orders.set(ask.merchant_order_no, { words, order, total_fen: ask.amount_fen });
      if (ask.scene === 'native') return { code_url: `weixin://wxpay/${ask.merchant_order_no}` };
      const back = ask.return_url ? `&redirect_url=${encodeURIComponent(ask.return_url)}` : '';
      return { cashier_url: `https://pay.example/cashier?no=${ask.merchant_order_no}${back}` };
    });
  }

  query(no: string): Promise<ChannelOrder> {
    return this.#carryOut(
      'query',
      no,
      () => this.orders.get(no)?.order ?? { merchant_order_no: no, status: 'unknown_order' },
    );
  }

  close(no: string): Promise<'closed' | 'already_paid'> {
    return this.#carryOut('close', no, () => {
      const held = this.orders.get(no);
      if (held?.order.status === 'paid') return 'already_paid';
      if (held) held.order = { ...held.order, status: 'closed' };
      return 'closed';
    });
  }

  refund(ask: ChannelRefundRequest): Promise<ChannelRefund> {
    return this.#carryOut('refund', ask.merchant_refund_no, () => {
      const known = this.refunds.get(ask.merchant_refund_no);
      if (known) return known;
      const held = this.orders.get(ask.merchant_order_no);
      if (held?.order.status !== 'paid') throw new ChannelRefused('invalid', 'INVALID_REQUEST', '');
      if (this.refundedFen(ask.merchant_order_no) + ask.refund_fen > held.total_fen)
        throw new ChannelRefused('invalid', 'NOT_ENOUGH', '');
      const refund: ChannelRefund = {
        merchant_order_no: ask.merchant_order_no,
        merchant_refund_no: ask.merchant_refund_no,
        refund_id: `5030${nextNumber()}`,
        refund_fen: ask.refund_fen,
        status: this.refundBegins,
      };
      this.refunds.set(ask.merchant_refund_no, refund);
      return refund;
    });
  }

  queryRefund(no: string): Promise<ChannelRefund | undefined> {
    return this.#carryOut('queryRefund', no, () => this.refunds.get(no));
  }

  /** What was paid and given back on a day (in UTC), in the order in which it was asked for; no fees. */
  async downloadBill(day: Temporal.PlainDate): Promise<AsyncIterable<BillRow>> {
    return billOf(this, day);
  }

  readNotice(headers: Record<string, string | undefined>, rawBody: Uint8Array): ChannelNotice {
    if (headers.signature !== 'genuine') throw new ChannelMessageRefused('bad_signature');
    const notice = JSON.parse(Buffer.from(rawBody).toString('utf8')) as ChannelNotice;
    const instant = (at: unknown) => (at ? Temporal.Instant.from(String(at)) : undefined);
    if (notice.kind === 'paid') notice.order.paid_at = instant(notice.order.paid_at);
    else notice.refund.refunded_at = instant(notice.refund.refunded_at);
    return notice;
  }

  /** Money given back or on its way, of one order. */
  refundedFen(merchant_order_no: string): number {
    return [...this.refunds.values()]
      .filter((refund) => refund.merchant_order_no === merchant_order_no && refund.status !== 'closed')
      .reduce((sum, refund) => sum + refund.refund_fen, 0);
  }

  /** The payer pays; undefined: the channel does not take the money (closed, unknown, or paid before). */
  pay(no: string): SignedNotice | undefined {
    const held = this.orders.get(no);
    if (held?.order.status !== 'not_paid') return undefined;
    const transaction_id = `4200${nextNumber()}`;
    held.order = { ...held.order, status: 'paid', transaction_id, paid_fen: held.total_fen, paid_at: this.now() };
    return this.paidNotice(no);
  }

  /** As pay, though the channel had closed the order: a payment begun in time that came through late. */
  payLate(no: string): SignedNotice | undefined {
    const held = this.orders.get(no);
    if (held?.order.status === 'closed') held.order = { ...held.order, status: 'not_paid' };
    return this.pay(no);
  }

  /** A new notice of a paid order; `changes` makes it say something else. */
  paidNotice(no: string, changes: Partial<ChannelOrder> = {}): SignedNotice {
    return this.#sign({ kind: 'paid', order: { ...this.orders.get(no)!.order, ...changes } });
  }

  /** A refund under way ends. */
  endRefund(no: string, status: 'success' | 'closed' | 'abnormal'): SignedNotice {
    const refund = { ...this.refunds.get(no)!, status, refunded_at: this.now() };
    this.refunds.set(no, refund);
    return this.#sign({ kind: 'refund', refund });
  }

  #sign(told: { kind: 'paid'; order: ChannelOrder } | { kind: 'refund'; refund: ChannelRefund }): SignedNotice {
    return {
      headers: { signature: 'genuine' },
      raw: Buffer.from(JSON.stringify({ notice_id: `EV-${nextNumber()}`, ...told })),
    };
  }
}

async function* billOf({ orders, refunds }: ScriptedChannel, day: Temporal.PlainDate): AsyncGenerator<BillRow> {
  const onDay = (at: Temporal.Instant | undefined) => at?.toZonedDateTimeISO('UTC').toPlainDate().equals(day) ?? false;
  let n = 0;
  for (const { order } of orders.values()) {
    if (!onDay(order.paid_at)) continue;
    n += 1;
    yield {
      ...{ n, kind: 'paid', merchant_order_no: order.merchant_order_no, transaction_id: order.transaction_id! },
      ...{ merchant_refund_no: null, refund_id: null, amount_fen: order.paid_fen!, fee_fen: 0 },
      ...{ at: order.paid_at!, status: 'SUCCESS' },
    };
  }
  for (const refund of refunds.values()) {
    if (refund.status !== 'success' || !onDay(refund.refunded_at)) continue;
    n += 1;
    const { merchant_order_no, merchant_refund_no, refund_id, refund_fen } = refund;
    yield {
      ...{ n, kind: 'refund', merchant_order_no, merchant_refund_no, refund_id, amount_fen: refund_fen, fee_fen: 0 },
      ...{ transaction_id: orders.get(merchant_order_no)!.order.transaction_id! },
      ...{ at: refund.refunded_at!, status: 'SUCCESS' },
    };
  }
}
