/** What the stand-in remembers. Times are epoch milliseconds of its own clock, money is integer fen. */

export type TradeType = 'JSAPI' | 'MWEB' | 'NATIVE';

export interface Order {
  out_trade_no: string;
  trade_type: TradeType;
  appid: string;
  description: string;
  total_fen: number;
  notify_url: string;
  attach?: string;
  payer_openid?: string;
  /** As the merchant sent it; kept so that a repeated request can be compared. */
  time_expire?: string;
  prepay_id: string;
  /** The prepay id works for two hours from here. */
  prepaid_at_ms: number;
  created_at_ms: number;
  /** Expiry is not a state: an order past it reads as CLOSED. */
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED';
  transaction_id?: string;
  success_at_ms?: number;
}

export interface Refund {
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

export interface Notice {
  id: string;
  /** Merchant order or refund number it tells about. */
  about: string;
  url: string;
  event_type: string;
  summary: string;
  original_type: 'transaction' | 'refund';
  resource: { amount: { total: number; payer_total?: number } };
  created_at_ms: number;
  due_at_ms: number;
  attempts: number;
  state: 'waiting' | 'accepted' | 'given_up';
  /** One per delivery: an HTTP status, or what happened instead. */
  outcomes: string[];
}
