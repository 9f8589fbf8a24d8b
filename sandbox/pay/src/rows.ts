/** What the stand-in remembers. Times are epoch milliseconds of its own clock, money is integer fen. */

export type Channel = 'wechat' | 'alipay';

/** What the two channels' orders have in common; outside checks read these names from the store file. */
interface AnyOrder {
  out_trade_no: string;
  description: string;
  total_fen: number;
  notify_url: string;
  created_at_ms: number;
  /** Expiry is not a state: an order past it reads as CLOSED. */
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  /** The channel's own number: WeChat gives it when paid, Alipay when the order is placed. */
  transaction_id?: string;
  success_at_ms?: number;
}

export interface WechatOrder extends AnyOrder {
  channel: 'wechat';
  trade_type: 'JSAPI' | 'MWEB' | 'NATIVE';
  appid: string;
  attach?: string;
  payer_openid?: string;
  /** As the merchant sent it; kept so that a repeated request can be compared. */
  time_expire?: string;
  prepay_id: string;
  /** The prepay id works for two hours from here. */
  prepaid_at_ms: number;
}

export interface AlipayOrder extends AnyOrder {
  channel: 'alipay';
  trade_type: 'PAGE' | 'WAP';
  transaction_id: string;
  /** Opens the cashier page. */
  cashier_id: string;
  ends_at_ms: number;
  /** Where the payer goes after paying, and (phone only) after turning back. */
  return_url?: string;
  quit_url?: string;
  passback_params?: string;
  /** The longer text beside the subject. */
  body?: string;
  buyer_id?: string;
}

export type Order = WechatOrder | AlipayOrder;

/** The last part of the address of the order's cashier page. */
export const cashierId = (order: Order) => (order.channel === 'wechat' ? order.prepay_id : order.cashier_id);

export type TradeType = WechatOrder['trade_type'];

export interface Refund {
  channel: Channel;
  /** WeChat: unique for the merchant. Alipay: `out_request_no`, unique within its order only. */
  out_refund_no: string;
  refund_id: string;
  out_trade_no: string;
  refund_fen: number;
  total_fen: number;
  reason?: string;
  notify_url?: string;
  created_at_ms: number;
  settles_at_ms: number;
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';
  success_at_ms?: number;
}

interface AnyNotice {
  id: string;
  /** Merchant order or refund number it tells about. */
  about: string;
  url: string;
  event_type: string;
  original_type: 'transaction' | 'refund';
  created_at_ms: number;
  due_at_ms: number;
  attempts: number;
  state: 'waiting' | 'accepted' | 'given_up';
  /** One per delivery: what the merchant answered, or what happened instead. */
  outcomes: string[];
}

export interface WechatNotice extends AnyNotice {
  channel: 'wechat';
  summary: string;
  /** What goes under the seal. */
  resource: { amount: { total: number; payer_total?: number } };
}

export interface AlipayNotice extends AnyNotice {
  channel: 'alipay';
  /** The parameters that stay the same in every attempt. */
  fields: Record<string, string>;
}

export type Notice = WechatNotice | AlipayNotice;

/** What was put wrong into a bill when it was first written: a bill never changes afterwards. */
export interface BillFlaw {
  channel: Channel;
  bill_date: string;
  difference: ContentDifference;
}

export type ContentDifference = 'none' | 'missing_row' | 'extra_row' | 'different_amount';

/** Invented rows added to a day's bill, to make it as long as a large hospital's. */
export interface BillFill {
  channel: Channel;
  bill_date: string;
  rows: number;
}
