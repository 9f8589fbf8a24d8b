/** Reconciliation (对账): the channels' bills, what differs between them and us, and the closing of a day. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Cursor, Day, Id, IdParams, Instant, Limit, obj, oneOf, orNull, page, Words } from './shapes.ts';

export const billChannels = ['wechat', 'alipay'] as const;
export const billStates = ['wanted', 'fetching', 'matched', 'failed'] as const;
/** Why a bill is not here: the channel has not made it, did not answer, refused, or sent one that must not be believed. */
export const billFailures = [
  'not_ready',
  'no_answer',
  'refused',
  'bad_hash',
  'wrong_merchant',
  'truncated',
  'bad_encoding',
  'bad_header',
  'bad_row',
  'bad_summary',
  'fault',
] as const;
export const differenceKinds = [
  'unknown_here',
  'unsettled_here',
  'missing_there',
  'amount_differs',
  'duplicate_row',
] as const;
export const differenceStates = ['open', 'settled'] as const;
/** What a person may do about a difference. */
export const cures = ['settle', 'refund', 'take_on', 'ignore', 'ask_again'] as const;
/** How it was settled; `explained`: by itself, by a later bill, a settlement or a corrected bill. */
export const settledBy = ['settle', 'refund', 'take_on', 'ignore', 'explained'] as const;
export const explanations = ['ours_came', 'in_another_bill', 'bill_corrected'] as const;
export const closeReasons = [
  'day_not_over',
  'bill_missing',
  'difference_open',
  'not_billed_yet',
  'drawer_open',
  'refund_unsent',
  'sums_differ',
] as const;

/** A sum of many payments; may be negative where it says so. */
const SumFen = Type.Integer({ description: 'integer fen, a sum' });
const Count = Type.Integer({ minimum: 0 });

export const Bill = obj({
  channel: oneOf(billChannels),
  day: Type.String({ format: 'date', description: 'day by the channel’s calendar' }),
  state: oneOf(billStates),
  failure: orNull(oneOf(billFailures)),
  failure_detail: orNull(Type.String({ description: 'the channel’s or the reader’s own words' })),
  tries: Count,
  next_try_at: orNull(Type.String({ format: 'date-time', description: 'on the channel’s clock' })),
  matched_at: orNull(Instant),
  rows: Count,
  paid_fen: SumFen,
  refunded_fen: SumFen,
  fee_fen: SumFen,
  ours_paid_fen: SumFen,
  ours_refunded_fen: SumFen,
  open: Type.Integer({ minimum: 0, description: 'differences that are not settled' }),
  settled: Count,
});
export const BoardDay = obj({
  day: Day,
  closed_at: orNull(Instant),
  closed_by: orNull(Type.String()),
  bills: Type.Array(Bill),
});
export const Difference = obj({
  id: Id,
  channel: oneOf(billChannels),
  day: Type.String({ format: 'date', description: 'day of the bill' }),
  kind: oneOf(differenceKinds),
  money: oneOf(['paid', 'refund'] as const),
  state: oneOf(differenceStates),
  merchant_no: Type.String({ description: 'our number of the order, or of the refund' }),
  merchant_order_no: Type.String(),
  channel_no: orNull(Type.String({ description: 'the channel’s number of the payment or refund' })),
  bill_fen: orNull(SumFen),
  bill_at: orNull(Instant),
  bill_line: orNull(Type.Integer()),
  our_fen: orNull(SumFen),
  our_at: orNull(Instant),
  our_state: orNull(Type.String({ description: 'state of our order or refund, where there is one' })),
  order_id: orNull(Id),
  effect_fen: Type.Integer({ description: 'what the channel says minus what we say; negative: it says less' }),
  proposed: oneOf(cures),
  allowed: Type.Array(oneOf(cures)),
  asked_at: orNull(Instant),
  asked: orNull(Type.String({ description: 'what the channel answered when it was last asked: its state' })),
  asked_fen: orNull(SumFen),
  refund_state: orNull(Type.String({ description: 'where the money is that goes back' })),
  opened_at: Instant,
  settled_at: orNull(Instant),
  settled_by: orNull(oneOf(settledBy)),
  settled_who: orNull(Type.String()),
  explanation: orNull(oneOf(explanations)),
  note: orNull(Type.String()),
});
export const DayChannel = obj({
  channel: Type.String(),
  paid_n: Count,
  paid_fen: SumFen,
  refunded_n: Count,
  refunded_fen: SumFen,
  fee_fen: SumFen,
  net_fen: SumFen,
  billed_fen: orNull(
    Type.Integer({ description: 'of this, what stands in the channel’s bills; none for the counter' }),
  ),
  difference_fen: Type.Integer({ description: 'what settled differences explain between the two' }),
});
export const CloseReason = obj({
  code: oneOf(closeReasons),
  words: Type.String({ description: 'in the asked language' }),
  channel: orNull(Type.String()),
  day: orNull(Type.String({ format: 'date' })),
  n: Count,
});
export const FinanceDay = obj({
  day: Day,
  closed_at: orNull(Instant),
  closed_by: orNull(Type.String()),
  reasons: Type.Array(CloseReason, { description: 'what stands in the way of closing; empty: it may be closed' }),
  channels: Type.Array(DayChannel),
  open: Count,
  unexplained_fen: Type.Integer({
    minimum: 0,
    description: 'what neither bill nor difference explains, of the day; 0 in a house in order',
  }),
});
export type BillView = Static<typeof Bill>;
export type BoardDayView = Static<typeof BoardDay>;
export type DifferenceView = Static<typeof Difference>;
export type FinanceDayView = Static<typeof FinanceDay>;

const finance = ['finance'] as const;
const readers = ['finance', 'administrator', 'auditor'] as const;
const tag = 'reconciliation';
const DayParams = obj({ day: Day });

export const reconciliationRoutes = routes({
  reconciliationBoard: {
    method: 'GET',
    path: '/api/finance/reconciliation',
    tag,
    zh: '对账总览：每天每个渠道的账单',
    en: 'The reconciliation board: every channel’s bill of every day',
    who: readers,
    etag: true,
    query: obj({ from: Day, to: Day }),
    answer: obj({ days: Type.Array(BoardDay), open: Count }),
    problems: ['input_invalid'],
  },
  billFetch: {
    method: 'POST',
    path: '/api/finance/bills/:channel/:day/fetch',
    tag,
    zh: '重新获取一个渠道一天的账单并对账',
    en: 'Fetch a channel’s bill of a day (again) and match it',
    who: finance,
    status: 202,
    params: obj({ channel: oneOf(billChannels), day: Day }),
    answer: Bill,
    problems: ['input_invalid', 'not_found', 'bill_not_ready'],
  },
  differenceList: {
    method: 'GET',
    path: '/api/finance/differences',
    tag,
    zh: '对账差异',
    en: 'Differences',
    who: readers,
    etag: true,
    query: obj({
      state: Type.Optional(oneOf(differenceStates)),
      channel: Type.Optional(oneOf(billChannels)),
      day: Type.Optional(Day),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: page(Difference),
    problems: ['input_invalid'],
  },
  differenceShow: {
    method: 'GET',
    path: '/api/finance/differences/:id',
    tag,
    zh: '一项对账差异',
    en: 'A difference',
    who: readers,
    etag: true,
    params: IdParams,
    answer: Difference,
    problems: ['not_found'],
  },
  differenceCure: {
    method: 'POST',
    path: '/api/finance/differences/:id/cure',
    tag,
    zh: '处理一项对账差异',
    en: 'Do something about a difference',
    who: finance,
    params: IdParams,
    body: obj({ cure: oneOf(cures), note: Type.Optional(Words(300, 4)) }),
    answer: Difference,
    problems: [
      'input_invalid',
      'not_found',
      'difference_settled',
      'cure_not_allowed',
      'cure_needs_note',
      'cure_refused',
      'channel_silent',
    ],
  },
  financeDay: {
    method: 'GET',
    path: '/api/finance/days/:day',
    tag,
    zh: '一天的账：合计，以及还差什么才能结账',
    en: 'A day’s money: totals, and what still stands in the way of closing it',
    who: readers,
    etag: true,
    params: DayParams,
    answer: FinanceDay,
    problems: ['input_invalid'],
  },
  financeDayClose: {
    method: 'POST',
    path: '/api/finance/days/:day/close',
    tag,
    zh: '结账：此后这一天不能再记账',
    en: 'Close a day: nothing is posted into it any more',
    who: finance,
    params: DayParams,
    answer: FinanceDay,
    problems: ['input_invalid', 'day_not_closable'],
  },
  financeDayStatement: {
    method: 'GET',
    path: '/api/finance/days/:day/statement',
    tag,
    zh: '下载对账单（XLSX）',
    en: 'A day’s statement (XLSX)',
    who: readers,
    params: DayParams,
    answer: obj({ file_name: Type.String(), content_base64: Type.String() }),
    problems: ['input_invalid'],
  },
});
