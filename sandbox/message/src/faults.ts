/**
 * What can be made to go wrong, for tests and demonstrations. All off by default.
 * Counts ("next N") fall by one each time they act and stop at 0.
 */
export interface Faults {
  /** Every answer waits so long. */
  slow_ms: number;
  /** Next N requests are lost on their way: not carried out, and the line is cut. */
  drop_requests: number;
  /** Next N sendings are carried out, but never answered. */
  timeout_after_success: number;
  /** Next N requests are not carried out: SMS 503 ServiceUnavailable, WeChat -1. */
  server_error: number;
  /** Next N sendings are not carried out for being too many: SMS isv.BUSINESS_LIMIT_CONTROL, WeChat 45009. */
  rate_limited: number;
  /** Each message that was taken arrives at the phone this many times, as carriers sometimes do. */
  arriving_copies: number;
  /** Next N WeChat sendings find their access token expired (42001), though its time is not over. */
  tokens_expired: number;
  /** People have turned subscribe messages off: every sending is 43101. */
  refused_by_user: boolean;
  /** Every WeChat sending answers this number and is not carried out; 0 is normal. */
  wechat_errcode: number;
  /** Every SMS sending answers this code and is not carried out; OK is normal. */
  sms_code: string;
  /** How an SMS ends at the phone. */
  sms_outcome: 'delivered' | 'failed';
  /** Seconds for which an SMS that was taken is not yet found by who asks. */
  query_lag_seconds: number;
}

export const NO_FAULTS: Readonly<Faults> = Object.freeze({
  slow_ms: 0,
  drop_requests: 0,
  timeout_after_success: 0,
  server_error: 0,
  rate_limited: 0,
  arriving_copies: 1,
  tokens_expired: 0,
  refused_by_user: false,
  wechat_errcode: 0,
  sms_code: 'OK',
  sms_outcome: 'delivered',
  query_lag_seconds: 0,
});

const count = (maximum: number) => ({ type: 'integer', minimum: 0, maximum });

export const WECHAT_ERRCODES = [0, -1, 40003, 40037, 41030, 43101, 43108, 45009, 47003] as const;
export const SMS_CODES = [
  'OK',
  'isv.MOBILE_NUMBER_ILLEGAL',
  'isv.BLACK_KEY_CONTROL_LIMIT',
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.SMS_TEMPLATE_ILLEGAL',
  'isp.SYSTEM_ERROR',
] as const;

/** JSON schema of a partial change, as `PUT /_faults` takes it. */
export const FAULTS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    slow_ms: count(60_000),
    drop_requests: count(10_000),
    timeout_after_success: count(10_000),
    server_error: count(10_000),
    rate_limited: count(10_000),
    arriving_copies: { type: 'integer', minimum: 1, maximum: 10 },
    tokens_expired: count(10_000),
    refused_by_user: { type: 'boolean' },
    wechat_errcode: { enum: WECHAT_ERRCODES },
    sms_code: { enum: SMS_CODES },
    sms_outcome: { enum: ['delivered', 'failed'] },
    query_lag_seconds: count(86_400),
  },
} as const;
