import {
  type ChannelOpening,
  type ChannelOrder,
  type ChannelOrderRequest,
  type ChannelRefund,
  ChannelRefused,
  type ChannelRefundRequest,
  ChannelUnknown,
  type PaymentChannel,
  type PayScene,
} from '../modules/payment/ports.ts';
import { downloadBill } from './alipay/bill-download.ts';
import { type ClientOptions, call, parametersOf } from './alipay/client.ts';
import { readNotice } from './alipay/notice.ts';
import { instant, readRefund, readTrade, Unreadable } from './alipay/reading.ts';
import { type AlipaySettings, openCredentials } from './alipay/settings.ts';
import { toChinaTime } from './channel/china-time.ts';
import { yuanOfFen } from './channel/yuan.ts';

export { type AlipayMerchant, type AlipaySettings, readAlipayFile } from './alipay/settings.ts';

const STANDARD_TIMEOUT_MS = 5000;
const STANDARD_GATEWAY_PATH = '/gateway.do';

/**
 * The payment channel "Alipay", RSA2 with plain public keys.
 * @param now the outside world's clock: it dates requests and bounds the age of notices
 * @throws Error at once when a key in the settings is no key
 */
export function alipay(settings: AlipaySettings, now: () => Temporal.Instant): PaymentChannel {
  const { merchant } = settings;
  const channel: Channel = {
    credentials: openCredentials(merchant),
    gateway: settings.base_url.replace(/\/+$/, '') + (merchant.gateway_path ?? STANDARD_GATEWAY_PATH),
    timeout_ms: settings.timeout_ms ?? STANDARD_TIMEOUT_MS,
    notify_url: settings.notify_url,
    now,
  };
  return {
    name: 'alipay',
    scenes: ['wap', 'page'],
    open: (order) => open(channel, order),
    query: (merchantOrderNo) => query(channel, merchantOrderNo),
    close: (merchantOrderNo) => close(channel, merchantOrderNo),
    refund: (request) => refund(channel, request),
    queryRefund: (merchantRefundNo, merchantOrderNo) => queryRefund(channel, merchantRefundNo, merchantOrderNo),
    readNotice: (_headers, rawBody) => readNotice(channel.credentials, now(), rawBody),
    downloadBill: (day) => downloadBill(channel, day),
  };
}

interface Channel extends ClientOptions {
  notify_url: string;
}

const PAGES: Partial<Record<PayScene, { method: string; product_code: string }>> = {
  wap: { method: 'alipay.trade.wap.pay', product_code: 'QUICK_WAP_WAY' },
  page: { method: 'alipay.trade.page.pay', product_code: 'FAST_INSTANT_TRADE_PAY' },
};

/**
 * The payer's browser opens the order by following a signed address. Alipay would tell the payer, and not us, that it was
 * paid or closed before, so it is asked first.
 */
async function open(channel: Channel, order: ChannelOrderRequest): Promise<ChannelOpening> {
  const page = PAGES[order.scene];
  if (!page) throw new ChannelRefused('invalid', 'NO_SUCH_SCENE', `alipay has no way of paying called ${order.scene}`);
  const { status } = await query(channel, order.merchant_order_no);
  if (status === 'paid') throw new ChannelRefused('already_paid', 'TRADE_SUCCESS', 'alipay has this order as paid');
  if (status === 'closed') throw new ChannelRefused('closed', 'TRADE_CLOSED', 'alipay has this order as closed');
  const biz = {
    out_trade_no: order.merchant_order_no,
    total_amount: yuanOfFen(order.amount_fen),
    subject: order.description,
    product_code: page.product_code,
    time_expire: toChinaTime(order.expires_at),
    ...(order.scene === 'wap' && order.return_url ? { quit_url: order.return_url } : {}),
  };
  const more = { notify_url: channel.notify_url, ...(order.return_url ? { return_url: order.return_url } : {}) };
  const parameters = parametersOf(channel, page.method, biz, more);
  return { cashier_url: `${channel.gateway}?${new URLSearchParams(parameters)}` };
}

async function query(channel: Channel, merchantOrderNo: string): Promise<ChannelOrder> {
  const biz = { out_trade_no: merchantOrderNo };
  const json = await unlessNotFound(() => call(channel, 'alipay.trade.query', biz));
  if (json === undefined) return { merchant_order_no: merchantOrderNo, status: 'unknown_order' };
  const order = readable(() => readTrade(json, 'send_pay_date'));
  checkSame('order', [order.merchant_order_no], [merchantOrderNo]);
  return order;
}

async function close(channel: Channel, merchantOrderNo: string): Promise<'closed' | 'already_paid'> {
  try {
    await call(channel, 'alipay.trade.close', { out_trade_no: merchantOrderNo });
    return 'closed';
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error;
    return closedAfterAll(channel, merchantOrderNo, error);
  }
}

/** A refused close is not believed by its code: what the order is now decides. */
async function closedAfterAll(channel: Channel, merchantOrderNo: string, refusal: ChannelRefused) {
  const { status } = await query(channel, merchantOrderNo);
  if (status === 'paid') return 'already_paid';
  if (status === 'closed' || status === 'unknown_order') return 'closed';
  throw refusal;
}

async function refund(channel: Channel, request: ChannelRefundRequest): Promise<ChannelRefund> {
  const { merchant_order_no, merchant_refund_no, refund_fen } = request;
  const json = await call(channel, 'alipay.trade.refund', {
    out_trade_no: merchant_order_no,
    out_request_no: merchant_refund_no,
    refund_amount: yuanOfFen(refund_fen),
    refund_reason: request.reason,
  });
  checkSame('refund', [json.out_trade_no], [merchant_order_no]);
  if (json.fund_change === 'Y') return movedNow(json, request);
  // no money moved by this very call: it may have by an earlier one
  const found = await queryRefund(channel, merchant_refund_no, merchant_order_no);
  if (!found) throw new ChannelUnknown('alipay took the refund, and has not moved its money');
  checkSame('refund', [found.refund_fen], [refund_fen]);
  return found;
}

/** Alipay gives a refund no number of its own: it knows it by ours. */
function movedNow(json: Record<string, unknown>, request: ChannelRefundRequest): ChannelRefund {
  const { merchant_order_no, merchant_refund_no, refund_fen } = request;
  const refunded_at = json.gmt_refund_pay ? readable(() => instant(json, 'gmt_refund_pay')) : undefined;
  return {
    merchant_order_no,
    merchant_refund_no,
    refund_id: merchant_refund_no,
    status: 'success',
    refund_fen,
    ...(refunded_at ? { refunded_at } : {}),
  };
}

async function queryRefund(
  channel: Channel,
  merchantRefundNo: string,
  merchantOrderNo: string,
): Promise<ChannelRefund | undefined> {
  const biz = {
    out_trade_no: merchantOrderNo,
    out_request_no: merchantRefundNo,
    query_options: ['gmt_refund_pay'],
  };
  const json = await unlessNotFound(() => call(channel, 'alipay.trade.fastpay.refund.query', biz));
  const found = json && readable(() => readRefund(json));
  if (found) {
    const told = [found.merchant_refund_no, found.merchant_order_no];
    checkSame('refund', told, [merchantRefundNo, merchantOrderNo]);
  }
  return found;
}

async function unlessNotFound<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ChannelRefused && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** An answer that cannot be read, though proven, leaves the outcome open. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new ChannelUnknown(`alipay's answer has an unreadable ${error.message}`);
  }
}

/** An answer about something else than was asked is no answer. */
function checkSame(what: string, told: unknown[], asked: unknown[]): void {
  if (asked.some((value, i) => value !== told[i])) throw new ChannelUnknown(`alipay answered about another ${what}`);
}
