/** What stands in the way of closing a day, as sentences. */
import type { Locale } from '../../kernel/index.ts';
import type { CloseReasonCode, DifferenceKind, SettledBy } from './rules.ts';

export interface CloseReason {
  code: CloseReasonCode;
  channel: string | null;
  /** Of the channel's calendar. */
  day: string | null;
  n: number;
}

export const channelWords: Record<string, Record<Locale, string>> = {
  wechat: { zh: '微信支付', en: 'WeChat Pay' },
  alipay: { zh: '支付宝', en: 'Alipay' },
  cash: { zh: '现金', en: 'Cash' },
  card: { zh: '刷卡', en: 'Card' },
};
export const channelName = (channel: string | null, locale: Locale): string =>
  (channel && channelWords[channel]?.[locale]) || (channel ?? '');

type Say = (reason: CloseReason, channel: string) => string;
const sentences: Record<CloseReasonCode, Record<Locale, Say>> = {
  day_not_over: { zh: () => '这一天还没有过完', en: () => 'the day is not over yet' },
  bill_missing: {
    zh: ({ day }, channel) => `${channel} ${day} 的账单还没有对上（次日 10 点后可取）`,
    en: ({ day }, channel) =>
      `the bill of ${channel} of ${day} is not matched yet (it exists from 10:00 of the next day)`,
  },
  difference_open: {
    zh: ({ day, n }, channel) => `${channel} ${day} 还有 ${n} 项差异没有处理`,
    en: ({ day, n }, channel) => `${channel} of ${day} has ${n === 1 ? '1 difference' : `${n} differences`} to settle`,
  },
  not_billed_yet: {
    zh: ({ n }) => `${n} 笔午夜前后的收付要等相邻一天的账单`,
    en: ({ n }) => `${n === 1 ? '1 movement waits' : `${n} movements wait`} for the neighbouring day’s bill`,
  },
  drawer_open: {
    zh: ({ n }) => `${n} 个钱箱还没有点款关箱`,
    en: ({ n }) => `${n === 1 ? '1 drawer is' : `${n} drawers are`} not counted and closed`,
  },
  refund_unsent: {
    zh: ({ n }) => `${n} 笔退款还没有发给渠道`,
    en: ({ n }) => `${n === 1 ? '1 refund has' : `${n} refunds have`} not been sent to the channel`,
  },
  sums_differ: {
    zh: (_, channel) => `${channel} 的账单合计与我们的合计不一致，且没有差异能够说明`,
    en: (_, channel) => `the bill of ${channel} and our sum differ, and no difference says why`,
  },
};

export const reasonWords = (reason: CloseReason, locale: Locale): string =>
  sentences[reason.code][locale](reason, channelName(reason.channel, locale));

type BothWords = Record<Locale, string>;
export const kindWords: Record<DifferenceKind, BothWords> = {
  unknown_here: { zh: '渠道有，我方没有这个单号', en: 'at the channel, unknown here' },
  unsettled_here: { zh: '渠道已成，我方没有入账', en: 'done at the channel, not settled here' },
  missing_there: { zh: '我方已入账，账单没有', en: 'counted here, not in the bill' },
  amount_differs: { zh: '金额不一致', en: 'the amounts differ' },
  duplicate_row: { zh: '账单重复', en: 'told twice by the bill' },
};
export const settledWords: Record<SettledBy, BothWords> = {
  settle: { zh: '按渠道入账', en: 'settled by the channel’s word' },
  refund: { zh: '原路退回', en: 'sent back' },
  take_on: { zh: '医院承担或收下', en: 'taken on by the hospital' },
  ignore: { zh: '留存备查', en: 'left standing' },
  explained: { zh: '已由后续账单或入账说明', en: 'explained by itself' },
};
