/** Sentences on paying, cancelling, collecting, checking in; and on what follows from staying away. */
import { type HalfDay, halfDayWords, offenceWords, type Penalty, periodWords, type Policy } from '../rules/index.ts';
import { beforeEn, beforeZh, type Line, line, minutesEn, minutesZh, timesEn, timesZh } from './line.ts';

export const payLines = ({ pay_within_minutes: minutes }: Policy): Line[] => [
  line(
    'pay',
    `锁号后请在 ${minutes} 分钟内支付，逾期号源自动释放。`,
    `Pay within ${minutes} minutes, or the place is released.`,
  ),
];

export function cancelLines({ cancel }: Policy): Line[] {
  switch (cancel.kind) {
    case 'wall':
      return [
        line(
          'cancel',
          `${beforeZh(cancel.before)} ${cancel.at} 前可以取消并全额退款，之后不能自行取消。`,
          `You may cancel with a full refund until ${cancel.at} ${beforeEn(cancel.before)}; not after that.`,
        ),
      ];
    case 'before_slot':
      return [
        line(
          'cancel',
          `就诊时段开始前 ${minutesZh(cancel.minutes)}可以取消并全额退款，之后不能自行取消。`,
          `You may cancel with a full refund until ${minutesEn(cancel.minutes)} before your time; not after that.`,
        ),
      ];
    case 'half_day_before':
      return [
        line(
          'cancel',
          `须提前半天取消：上午的号在前一天 ${cancel.ends.afternoon} 前，下午的号在当天 ${cancel.ends.morning} 前，夜间的号在当天 ${cancel.ends.afternoon} 前。`,
          `Cancel half a day ahead: morning places until ${cancel.ends.afternoon} the day before, afternoon ones until ${cancel.ends.morning} and evening ones until ${cancel.ends.afternoon} on the day.`,
        ),
      ];
    case 'never':
      return [
        line(
          'cancel',
          '预约后不能自行取消；如有困难请联系服务台。',
          'A booking cannot be cancelled by yourself; please contact the desk.',
        ),
      ];
  }
}

export function collectLines({ collect }: Policy): Line[] {
  const rows = Object.entries(collect) as [HalfDay, { from: string | null; until: string }][];
  if (rows.length === 0) return [];
  const zh = rows.map(
    ([half, { from, until }]) => `${halfDayWords[half].zh}${from ? ` ${from}–${until}` : ` ${until} 前`}`,
  );
  const en = rows.map(
    ([half, { from, until }]) => `${from ? `${from}–${until}` : `by ${until}`} (${halfDayWords[half].en})`,
  );
  return [
    line(
      'collect',
      `取号时间：${zh.join('、')}；电话预约在取号时缴费。`,
      `Collect your number ${en.join(', ')}; who booked by telephone pays then.`,
    ),
  ];
}

export function checkInLines({ check_in }: Policy): Line[] {
  const { opens, until, late_grace_minutes: grace, late } = check_in;
  const from: [string, string] =
    'at' in opens
      ? [`就诊当天 ${opens.at} 起签到`, `Check in from ${opens.at} on the day`]
      : [
          `就诊时段前 ${minutesZh(opens.minutes_before_slot)}起签到`,
          `Check in from ${minutesEn(opens.minutes_before_slot)} before your time`,
        ];
  const [zh, en] = untilWords(until);
  const kind: [string, string] =
    late === 'behind_others' && grace > 0
      ? [
          `；迟到 ${minutesZh(grace)}内排在其他患者之后，再晚记为爽约`,
          `; up to ${minutesEn(grace)} late you wait behind the others, later counts as a no-show`,
        ]
      : grace > 0
        ? [`；宽限 ${minutesZh(grace)}，再晚记为爽约`, `; ${minutesEn(grace)} of grace, later counts as a no-show`]
        : ['；过时未签到记为爽约', '; later counts as a no-show'];
  return [line('check_in', `${from[0]}，${zh}${kind[0]}。`, `${from[1]}, ${en}${kind[1]}.`)];
}
function untilWords(until: Policy['check_in']['until']): [zh: string, en: string] {
  if ('by_half_day' in until) {
    if (Object.keys(until.by_half_day).length === 0) return ['到班次结束为止', 'until the session ends'];
    return [`截止时间：${timesZh(until.by_half_day)}`, `by ${timesEn(until.by_half_day)}`];
  }
  if ('minutes_after_slot_start' in until) {
    const minutes = until.minutes_after_slot_start;
    return [`到时段开始后 ${minutesZh(minutes)}为止`, `until ${minutesEn(minutes)} after it begins`];
  }
  return 'slot_end' in until
    ? ['到就诊时段结束为止', 'until your time ends']
    : ['到班次结束为止', 'until the session ends'];
}

function stepWords(step: Penalty['steps'][number]): [zh: string, en: string] {
  if ('rest_of_month' in step) return ['到当月底', 'the rest of the month'];
  if ('days' in step) return [` ${step.days} 天`, `${step.days} ${step.days === 1 ? 'day' : 'days'}`];
  return [` ${step.months} 个月`, `${step.months} ${step.months === 1 ? 'month' : 'months'}`];
}

function penaltyLine(penalty: Penalty): Line {
  const period = periodWords(penalty);
  const what = (locale: 'zh' | 'en') => penalty.counts.map((kind) => offenceWords[kind][locale]);
  const [first = ['', ''], ...later] = penalty.steps.map(stepWords);
  const then: [string, string] = later.length
    ? [`（再犯依次为${later.map((s) => s[0]).join('、')}）`, ` (then ${later.map((s) => s[1]).join(', ')})`]
    : ['', ''];
  const [zh, en]: [string, string] =
    penalty.scope === 'online'
      ? [
          `暂停线上预约${first[0]}${then[0]}，仍可到现场挂号`,
          `suspend online booking for ${first[1]}${then[1]}; on-site registration stays open`,
        ]
      : [`暂停预约${first[0]}${then[0]}`, `suspend booking for ${first[1]}${then[1]}`];
  return line(
    `penalty_${penalty.counts.join('_')}`,
    `${period.zh}内${what('zh').join('或')}达到 ${penalty.at_least} 次，${zh}。`,
    `${penalty.at_least} ${what('en').join(' or ')} within ${period.en} ${en}.`,
  );
}
export const penaltyLines = ({ penalties }: Policy): Line[] => penalties.map(penaltyLine);

export function afterwardsLines({ waitlist, closure }: Policy): Line[] {
  const out: Line[] = [];
  if (waitlist.enabled)
    out.push(
      line(
        'waitlist',
        `约满时可候补；有号时通知您，请在 ${minutesZh(waitlist.offer_minutes)}内确认。候补按时间和照顾人群排序，与付费无关。`,
        `When full, join the waiting list; an offer is yours for ${minutesEn(waitlist.offer_minutes)}. The order is by time and need, never by payment.`,
      ),
    );
  out.push(
    line(
      'closure',
      `医生停诊时通知您改约、换医生或全额退款，请在 ${closure.choose_within_hours} 小时内选择；停诊不计爽约。`,
      `If a doctor is away you are told and choose another time, another doctor or a full refund within ${closure.choose_within_hours} hours; it never counts against you.`,
    ),
  );
  return out;
}
