import {
  type ChannelOpening,
  type ChannelOrder,
  type ChannelOrderRequest,
  type ChannelRefund,
  ChannelRefused,
  type ChannelRefundRequest,
  ChannelUnknown,
  type PaymentChannel,
} from '../modules/payment/ports.ts';
import { type ClientOptions, call } from './wechat-pay/client.ts';
import { readNotice } from './wechat-pay/notice.ts';
import { downloadBill } from './wechat-pay/bill-download.ts';
import { readable, readOrder, readRefund, text } from './wechat-pay/reading.ts';
import { type Credentials, openCredentials, type WechatPaySettings } from './wechat-pay/settings.ts';
import { jsapiArguments } from './wechat-pay/signing.ts';

export { readMerchantFile, type WechatMerchant, type WechatPaySettings } from './wechat-pay/settings.ts';

const STANDARD_TIMEOUT_MS = 5000;

/**
 * The payment channel "WeChat Pay", API v3 with the platform's public key.
 * @param now the hospital's clock: it dates signatures and bounds the age of what the channel says
 * @throws Error at once when a key in the settings is no key
 */
export function wechatPay(settings: WechatPaySettings, now: () => Temporal.Instant): PaymentChannel {
  const channel: Channel = {
    credentials: openCredentials(settings.merchant),
    base_url: settings.base_url.replace(/\/+$/, ''),
    timeout_ms: settings.timeout_ms ?? STANDARD_TIMEOUT_MS,
    notify_url: settings.notify_url,
    now,
  };
  return {
    name: 'wechat',
    scenes: ['jsapi', 'h5', 'native'],
    open: (order) => open(channel, order),
    query: (merchantOrderNo) => query(channel, merchantOrderNo),
    close: (merchantOrderNo) => close(channel, merchantOrderNo),
    refund: (request) => refund(channel, request),
    queryRefund: (merchantRefundNo) => queryRefund(channel, merchantRefundNo),
    readNotice: (headers, rawBody) => readNotice(channel.credentials, now(), headers, rawBody),
    downloadBill: (day) => downloadBill(channel, day),
  };
}

interface Channel extends ClientOptions {
  notify_url: string;
}

const TRANSACTIONS = '/v3/pay/transactions';
const REFUNDS = '/v3/refund/domestic/refunds';

async function open(channel: Channel, order: ChannelOrderRequest): Promise<ChannelOpening> {
  const { credentials } = channel;
  const json = await call(channel, {
    method: 'POST',
    target: `${TRANSACTIONS}/${order.scene}`,
    body: {
      appid: credentials.appid,
      mchid: credentials.mchid,
      description: order.description,
      out_trade_no: order.merchant_order_no,
      time_expire: rfc3339(order.expires_at),
      notify_url: channel.notify_url,
      amount: { total: order.amount_fen, currency: 'CNY' },
      ...sceneFields(order),
    },
  });
  return readable(() => openingOf(credentials, order, json, channel.now()));
}

function sceneFields(order: ChannelOrderRequest): object {
  const scene_info = { payer_client_ip: order.client_ip };
  switch (order.scene) {
    case 'jsapi':
      return { payer: { openid: order.payer_openid }, scene_info };
    case 'h5':
      return { scene_info: { ...scene_info, h5_info: { type: 'Wap' } } };
    case 'native':
      return { scene_info };
    case 'wap':
    case 'page':
      throw new ChannelRefused('invalid', 'NO_SUCH_SCENE', `wechat pay has no way of paying called ${order.scene}`);
  }
}

function openingOf(
  credentials: Credentials,
  { scene, return_url }: ChannelOrderRequest,
  json: Record<string, unknown>,
  at: Temporal.Instant,
): ChannelOpening {
  if (scene === 'h5') return { cashier_url: withReturn(text(json, 'h5_url'), return_url) };
  if (scene === 'native') return { code_url: text(json, 'code_url') };
  const prepay_id = text(json, 'prepay_id');
  return { prepay_id, jsapi: jsapiArguments(credentials, prepay_id, at) };
}

async function query(channel: Channel, merchantOrderNo: string): Promise<ChannelOrder> {
  const target = `${TRANSACTIONS}/out-trade-no/${encodeURIComponent(merchantOrderNo)}?mchid=${channel.credentials.mchid}`;
  const json = await unlessRefused('not_found', () => call(channel, { method: 'GET', target }));
  if (json === undefined) return { merchant_order_no: merchantOrderNo, status: 'unknown_order' };
  const order = readable(() => readOrder(json));
  const { mchid, appid } = channel.credentials;
  checkSame('order', [json.mchid, json.appid, order.merchant_order_no], [mchid, appid, merchantOrderNo]);
  return order;
}

async function close(channel: Channel, merchantOrderNo: string): Promise<'closed' | 'already_paid'> {
  const target = `${TRANSACTIONS}/out-trade-no/${encodeURIComponent(merchantOrderNo)}/close`;
  try {
    await call(channel, { method: 'POST', target, body: { mchid: channel.credentials.mchid } });
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
  const json = await call(channel, {
    method: 'POST',
    target: REFUNDS,
    body: {
      out_trade_no: request.merchant_order_no,
      out_refund_no: request.merchant_refund_no,
      reason: request.reason,
      notify_url: channel.notify_url,
      amount: { refund: request.refund_fen, total: request.total_fen, currency: 'CNY' },
    },
  });
  const made = readable(() => readRefund(json, 'status'));
  checkSame(
    'refund',
    [made.merchant_order_no, made.merchant_refund_no, made.refund_fen],
    [request.merchant_order_no, request.merchant_refund_no, request.refund_fen],
  );
  return made;
}

async function queryRefund(channel: Channel, merchantRefundNo: string): Promise<ChannelRefund | undefined> {
  const target = `${REFUNDS}/${encodeURIComponent(merchantRefundNo)}`;
  const json = await unlessRefused('not_found', () => call(channel, { method: 'GET', target }));
  if (json === undefined) return undefined;
  const found = readable(() => readRefund(json, 'status'));
  checkSame('refund', [found.merchant_refund_no], [merchantRefundNo]);
  return found;
}

/** The H5 page brings the payer back to an address appended to its own. */
function withReturn(url: string, return_url: string | undefined): string {
  if (!return_url) return url;
  return `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(return_url)}`;
}

async function unlessRefused<T>(code: ChannelRefused['code'], ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ChannelRefused && error.code === code) return undefined;
    throw error;
  }
}

/** An answer about something else than was asked is no answer. */
function checkSame(what: string, told: unknown[], asked: unknown[]): void {
  if (asked.some((value, i) => value !== told[i]))
    throw new ChannelUnknown(`wechat pay answered about another ${what}`);
}

/** In whole seconds with the offset of China, as the channel writes times. */
function rfc3339(at: Temporal.Instant): string {
  return at.toZonedDateTimeISO('Asia/Shanghai').toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
