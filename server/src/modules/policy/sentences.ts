/** The rules in plain words, made from the same data that is enforced. */
import type { HalfDay, Penalty, Policy } from './rules.ts';

export interface Sentence {
  rule: string;
  sentence: string;
}
type Locale = 'zh' | 'en';

const half: Record<HalfDay, { zh: string; en: string }> = {
  morning: { zh: '上午', en: 'morning' },
  afternoon: { zh: '下午', en: 'afternoon' },
  evening: { zh: '夜间', en: 'evening' },
};
const times = (by: Partial<Record<HalfDay, string>>, locale: Locale): string =>
  (Object.entries(by) as [HalfDay, string][])
    .map(([key, time]) => (locale === 'zh' ? `${half[key].zh} ${time}` : `${time} (${half[key].en})`))
    .join(locale === 'zh' ? '、' : ', ');
const pick = (locale: Locale, zh: string, en: string): string => (locale === 'zh' ? zh : en);

const dayBefore = (days: number): { zh: string; en: string } =>
  days === 0
    ? { zh: '就诊当天', en: 'on the day itself' }
    : days === 1
      ? { zh: '就诊前一天', en: 'on the day before' }
      : { zh: `就诊前 ${days} 天`, en: `${days} days before` };

function penaltySentence({ counts, more_than }: Penalty, locale: Locale): string {
  const what =
    counts === 'no_show'
      ? pick(locale, '爽约', 'no-shows')
      : pick(locale, '抢号后放弃（未支付或取消）', 'bookings dropped (left unpaid or cancelled)');
  return pick(
    locale,
    `一个自然月内${what}超过 ${more_than} 次，当月剩余时间暂停线上预约，仍可到现场挂号。`,
    `More than ${more_than} ${what} in a calendar month suspend online booking for the rest of it; on-site registration stays open.`,
  );
}

/** Everything a patient should know before booking, in the order they meet it. */
export function sentencesOf(policy: Policy, locale: Locale): Sentence[] {
  const { horizon, cancel, limits } = policy;
  const from =
    horizon.from_days === 0
      ? pick(locale, '当天', 'today')
      : pick(locale, `${horizon.from_days} 天后`, `${horizon.from_days} days ahead`);
  const when = dayBefore(cancel.days_before);
  const rows: [rule: string, zh: string, en: string][] = [
    [
      'horizon',
      `可预约${from}至 ${horizon.to_days} 天内的号，每天 ${policy.release_time} 放出新一天的号。`,
      `Book from ${from} up to ${horizon.to_days} days ahead; a new day opens at ${policy.release_time} every day.`,
    ],
    ...(policy.next_day_cut_off
      ? [
          [
            'next_day',
            `第二天的号在前一天 ${policy.next_day_cut_off} 截止预约。`,
            `Booking for the next day stops at ${policy.next_day_cut_off}.`,
          ] as [string, string, string],
        ]
      : []),
    ...(Object.keys(policy.same_day_cut_off).length
      ? [
          [
            'same_day',
            `当天的号截止预约时间：${times(policy.same_day_cut_off, 'zh')}。`,
            `Same-day booking stops at ${times(policy.same_day_cut_off, 'en')}.`,
          ] as [string, string, string],
        ]
      : []),
    [
      'pay',
      `锁号后请在 ${policy.pay_within_minutes} 分钟内支付，逾期号源自动释放。`,
      `Pay within ${policy.pay_within_minutes} minutes, or the place is released.`,
    ],
    [
      'cancel',
      `${when.zh} ${cancel.until} 前可以取消并全额退款，之后不能自行取消。`,
      `You may cancel with a full refund until ${cancel.until} ${when.en}; not after that.`,
    ],
    [
      'check_in',
      `就诊当天 ${policy.check_in.opens} 起签到，截止时间：${times(policy.check_in.until, 'zh')}；过时未签到记为爽约。`,
      `Check in from ${policy.check_in.opens} on the day, by ${times(policy.check_in.until, 'en')}; later counts as a no-show.`,
    ],
    ...(limits.per_department_day !== null
      ? [
          [
            'limits',
            `每位就诊人同一天在同一科室、同一医生各限 ${limits.per_department_day} 个号。`,
            `One patient may hold ${limits.per_department_day} booking per day in one department and with one doctor.`,
          ] as [string, string, string],
        ]
      : []),
  ];
  const penalties = policy.penalties.map((p) => ({
    rule: `penalty_${p.counts}`,
    sentence: penaltySentence(p, locale),
  }));
  return [...rows.map(([rule, zh, en]) => ({ rule, sentence: pick(locale, zh, en) })), ...penalties];
}
