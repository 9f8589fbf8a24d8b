/**
 * What can be made to go wrong, for tests and demonstrations. All off by default.
 * Counts ("next N") fall by one each time they act and stop at 0.
 */
export interface Faults {
  /** Deliveries of every callback attempt; 1 is normal, WeChat Pay itself may send up to 15. */
  callback_copies: number;
  /** Callbacks wait for each other and leave in reverse order. */
  reorder_callbacks: boolean;
  /** Channel seconds to wait before the first delivery. */
  callback_delay_seconds: number;
  /** Attempts are counted but nothing is sent. */
  drop_callbacks: boolean;
  /** Callbacks are signed with a stranger's key. */
  forge_callback_signature: boolean;
  /** One copy of each attempt, any one, is signed with a stranger's key; the others are genuine. */
  forge_one_copy: boolean;
  /** Each copy is sent again this many times after it was answered, headers and body byte for byte the same. */
  replay_copies: number;
  /** Added to every amount in payment callbacks. */
  wrong_amount_fen: number;
  /** Callbacks, truly signed, name another app. */
  wrong_appid: boolean;
  /** Callbacks, truly signed, are of US dollars. */
  wrong_currency: boolean;
  /** Callbacks, truly signed, are for another merchant. */
  wrong_mchid: boolean;
  /** Callbacks are filled up to at least this size; 0 leaves them as they are. */
  callback_body_kib: number;
  /** Added to the time that callbacks say they were sent (and signed): WeChat gives them five minutes. */
  callback_timestamp_shift_seconds: number;
  /** A `WECHATPAY/SIGNTEST/` probe goes before every WeChat callback; a sound merchant refuses it. */
  signtest_probe: boolean;
  /** Next N changing requests are carried out, but never answered. */
  timeout_after_success: number;
  /** Next N requests are answered with the channel's own failure and not carried out. */
  server_error: number;
  /** Next N requests are answered that they are too many and not carried out. */
  frequency_limited: number;
  /** Answers are signed with a stranger's key. */
  forge_answer_signature: boolean;
  /** How refunds end. */
  refund_outcome: 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
  /** Channel seconds a WeChat refund stays PROCESSING; Alipay's are done at once. */
  refund_seconds: number;
  /** What is wrong with the bill, or with the way it arrives. */
  bill_difference: BillDifference;
  /** code2Session answers this errcode; 0 is normal. */
  login_errcode: number;
}

const BILL_DIFFERENCES = [
  'none',
  'missing_row',
  'extra_row',
  'different_amount',
  'foreign_merchant',
  'truncated',
  'gbk',
  'wrong_hash',
  'late',
] as const;

export type BillDifference = (typeof BILL_DIFFERENCES)[number];

export const NO_FAULTS: Readonly<Faults> = Object.freeze({
  callback_copies: 1,
  reorder_callbacks: false,
  callback_delay_seconds: 0,
  drop_callbacks: false,
  forge_callback_signature: false,
  forge_one_copy: false,
  replay_copies: 0,
  wrong_amount_fen: 0,
  wrong_appid: false,
  wrong_currency: false,
  wrong_mchid: false,
  callback_body_kib: 0,
  callback_timestamp_shift_seconds: 0,
  signtest_probe: false,
  timeout_after_success: 0,
  server_error: 0,
  frequency_limited: 0,
  forge_answer_signature: false,
  refund_outcome: 'SUCCESS',
  refund_seconds: 2,
  bill_difference: 'none',
  login_errcode: 0,
});

const count = (maximum: number) => ({ type: 'integer', minimum: 0, maximum });
const signed = (bound: number) => ({ type: 'integer', minimum: -bound, maximum: bound });
const flag = { type: 'boolean' };

/** JSON schema of a partial change, as `PUT /_faults` takes it. */
export const FAULTS_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    callback_copies: { type: 'integer', minimum: 1, maximum: 50 },
    reorder_callbacks: flag,
    callback_delay_seconds: count(86_400),
    drop_callbacks: flag,
    forge_callback_signature: flag,
    forge_one_copy: flag,
    replay_copies: count(50),
    wrong_amount_fen: signed(1_000_000),
    wrong_appid: flag,
    wrong_currency: flag,
    wrong_mchid: flag,
    callback_body_kib: count(20_480),
    callback_timestamp_shift_seconds: signed(86_400),
    signtest_probe: flag,
    timeout_after_success: count(10_000),
    server_error: count(10_000),
    frequency_limited: count(10_000),
    forge_answer_signature: flag,
    refund_outcome: { enum: ['SUCCESS', 'ABNORMAL', 'CLOSED'] },
    refund_seconds: count(86_400),
    bill_difference: { enum: BILL_DIFFERENCES },
    login_errcode: { enum: [0, -1, 40029, 40226, 45011] },
  },
} as const;
