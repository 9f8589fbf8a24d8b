/**
 * What the payment module needs from a payment channel, in the clinic's own words.
 * Money is integer fen. Adapters implement it; nothing here knows a protocol.
 */
import type { payScenes } from '@menzhen/contract';

/** WeChat: `jsapi` inside WeChat, `h5` in another browser, `native` by a QR code. Alipay: `wap` on a phone, `page` on a desktop. */
export type PayScene = (typeof payScenes)[number];
export type ChannelName = 'wechat' | 'alipay';

export interface ChannelOrderRequest {
  /** 6 to 32 of `0-9A-Za-z_-`; repeat a failed `open` with the same number and the same words, never with a new one. */
  merchant_order_no: string;
  amount_fen: number;
  /** Shown to the payer; at most 127 characters, no personal data. */
  description: string;
  expires_at: Temporal.Instant;
  /** The payer within WeChat; needed for the scene `jsapi`. */
  payer_openid?: string;
  scene: PayScene;
  /** The payer's address, for the channel's risk control. */
  client_ip: string;
  /** Where a payer who has paid on the channel's page comes back to; Alipay takes it with the order. */
  return_url?: string;
}

/** What the payer's device needs to start paying; which fields are set follows from the scene. */
export interface ChannelOpening {
  /** h5, wap, page: where to send the browser; it comes back to the request's `return_url`. */
  cashier_url?: string;
  /** jsapi */
  prepay_id?: string;
  /** native: text of the QR code to show. */
  code_url?: string;
  /** jsapi: signed arguments for `wx.requestPayment` / `WeixinJSBridge`. */
  jsapi?: JsapiArguments;
}

export interface JsapiArguments {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: 'RSA';
  paySign: string;
}

export type ChannelOrderStatus =
  | 'not_paid'
  /** The payer is in the middle of it; ask again. */
  | 'paying'
  /** Paid, whether refunded since or not. */
  | 'paid'
  | 'closed'
  | 'failed'
  /** The channel never heard of this number. */
  | 'unknown_order';

export interface ChannelOrder {
  merchant_order_no: string;
  status: ChannelOrderStatus;
  /** The channel's number; set when paid. */
  transaction_id?: string;
  /** The order's total that the channel took; set when paid. Compare it with what was asked. */
  paid_fen?: number;
  paid_at?: Temporal.Instant;
}

export type ChannelRefundStatus =
  | 'processing'
  | 'success'
  /** Ended without money moving; a new refund number may be used. */
  | 'closed'
  /** The money could not reach the payer (card gone); a person must act at the channel's console. */
  | 'abnormal';

export interface ChannelRefundRequest {
  merchant_order_no: string;
  /** Repeat a failed request with the same number: a new number is a second refund. */
  merchant_refund_no: string;
  refund_fen: number;
  /** Total of the order refunded. */
  total_fen: number;
  /** Shown to the payer; at most 80 characters. */
  reason: string;
}

export interface ChannelRefund {
  merchant_order_no: string;
  merchant_refund_no: string;
  /** The channel's number. */
  refund_id: string;
  status: ChannelRefundStatus;
  refund_fen: number;
  refunded_at?: Temporal.Instant;
}

/**
 * A verified message of the channel. `notice_id` is the same in every repetition of it, `nonce` in none: a message that
 * brings it again is a copy that somebody else sent. A channel without nonces leaves it out.
 */
export type ChannelNotice = { notice_id: string; nonce?: string } & (
  | { kind: 'paid'; order: ChannelOrder }
  | { kind: 'refund'; refund: ChannelRefund }
);

/** One movement of money as the channel's bill of a day tells it. */
export interface BillRow {
  /** Line of the bill, from 1; for people who look it up there. */
  n: number;
  kind: 'paid' | 'refund';
  merchant_order_no: string;
  transaction_id: string;
  /** Refunds only. */
  merchant_refund_no: string | null;
  refund_id: string | null;
  /** What moved, never negative; `kind` says which way. */
  amount_fen: number;
  /** What the channel keeps for itself; negative when it gives its fee back with a refund. */
  fee_fen: number;
  at: Temporal.Instant;
  /** The channel's own word for the row's state. */
  status: string;
}

export interface PaymentChannel {
  readonly name: ChannelName;
  readonly scenes: readonly PayScene[];
  /**
   * Opens the order with the channel; safe to repeat with the same merchant_order_no.
   * @throws ChannelRefused code `already_paid` or `closed` when that is why it cannot be opened.
   */
  open(order: ChannelOrderRequest): Promise<ChannelOpening>;
  query(merchantOrderNo: string): Promise<ChannelOrder>;
  /** Closing twice is fine. An order the channel does not know counts as closed. */
  close(merchantOrderNo: string): Promise<'closed' | 'already_paid'>;
  refund(request: ChannelRefundRequest): Promise<ChannelRefund>;
  /** undefined: the channel never heard of this number. */
  queryRefund(merchantRefundNo: string, merchantOrderNo: string): Promise<ChannelRefund | undefined>;
  /**
   * Verifies, decrypts and reads a message that the channel posted.
   * @param headers names in lower case
   * @param rawBody the exact bytes received
   * @returns undefined: genuine, and nothing that we do not know or ask for ourselves; accept it and change nothing
   * @throws ChannelMessageRefused; then answer with a 4xx and change nothing.
   */
  readNotice(headers: Record<string, string | undefined>, rawBody: Uint8Array): ChannelNotice | undefined;
  /**
   * The bill of one day by the channel's calendar, row by row: a day may have a million rows. It counts only when the
   * iteration ended without an error: hash, merchant, sums and the last line are then as they should be.
   * @throws BillNotReady (before 10:00 of the next day), BillRefused, ChannelUnknown; the last two also while iterating
   */
  downloadBill(day: Temporal.PlainDate): Promise<AsyncIterable<BillRow>>;
}

/** The channel has not made this bill yet. */
export class BillNotReady extends Error {
  override readonly name = 'BillNotReady';
  /** The channel says the same of a day on which nothing moved, and it is late enough for that to be meant. */
  readonly or_nothing_moved: boolean;

  constructor(message: string, more: { cause?: unknown; or_nothing_moved?: boolean } = {}) {
    super(message, { cause: more.cause });
    this.or_nothing_moved = more.or_nothing_moved ?? false;
  }
}

export type BillRefusal =
  | 'bad_hash'
  | 'wrong_merchant'
  | 'truncated'
  | 'bad_encoding'
  | 'bad_header'
  | 'bad_row'
  | 'bad_summary';

/** A bill that must not be believed; nothing of it is taken over. */
export class BillRefused extends Error {
  override readonly name = 'BillRefused';
  readonly code: BillRefusal;

  constructor(code: BillRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * What happened is not known: no answer in time, a broken or unsigned answer, the channel's own failure.
 * The request may have been carried out: query before deciding anything, or repeat it with the same number.
 */
export class ChannelUnknown extends Error {
  override readonly name = 'ChannelUnknown';
}

export type ChannelRefusal = 'already_paid' | 'closed' | 'number_used' | 'not_found' | 'not_authorised' | 'invalid';

/** The channel understood and said no; nothing was carried out. */
export class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused';
  readonly code: ChannelRefusal;
  /** The channel's own error code, for the log. */
  readonly channel_code: string;

  constructor(code: ChannelRefusal, channelCode: string, message: string) {
    super(message);
    this.code = code;
    this.channel_code = channelCode;
  }
}

export type MessageRefusal =
  | 'header_missing'
  | 'timestamp_out_of_window'
  | 'unknown_serial'
  | 'signature_probe'
  | 'bad_signature'
  | 'bad_body'
  | 'undecryptable'
  | 'wrong_merchant'
  | 'wrong_app'
  | 'wrong_currency'
  | 'replayed_nonce'
  | 'too_large'
  | 'unknown_event';

/** A message that claims to come from the channel and must have no effect. */
export class ChannelMessageRefused extends Error {
  override readonly name = 'ChannelMessageRefused';
  readonly code: MessageRefusal;

  constructor(code: MessageRefusal) {
    super(`channel message refused: ${code}`);
    this.code = code;
  }
}
