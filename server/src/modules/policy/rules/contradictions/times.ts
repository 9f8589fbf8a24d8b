/** Contradictions about time: windows that end before they begin, cut-offs that never bite, cancelling after the doors closed. */
import type { HalfDay, Policy } from '../policy.ts';
import { halfDayWords } from '../words.ts';
import { type Clause, unless } from './clause.ts';

export function horizonClauses({ horizon }: Policy): Clause[] {
  const { from, to } = horizon;
  const comparable = from.count === to.count || to.count === 'calendar';
  return unless(
    !comparable || from.days <= to.days,
    'horizon.from',
    `最早 ${from.days} 天后、最晚 ${to.days} 天内：没有一天可以预约。`,
    `From ${from.days} days ahead, up to ${to.days}: no day could be booked.`,
  );
}

export function hoursClauses({ booking_hours: hours, release_time: release }: Policy): Clause[] {
  if (!hours) return [];
  return [
    ...unless(
      hours.from < hours.to,
      'booking_hours',
      `预约时间从 ${hours.from} 到 ${hours.to}，结束不晚于开始。`,
      `Booking hours ${hours.from} to ${hours.to} end before they begin.`,
    ),
    ...unless(
      release < hours.to || hours.from >= hours.to,
      'release_time',
      `${release} 放号，但当天 ${hours.to} 之后已不能预约。`,
      `Places are released at ${release}, after booking has ended at ${hours.to}.`,
    ),
  ];
}

export function cutOffClauses({ horizon, same_day_cut_off: same, next_day_cut_off: next }: Policy): Clause[] {
  const { from, to } = horizon;
  return [
    ...unless(
      Object.keys(same).length === 0 || from.days === 0,
      'same_day_cut_off',
      '规定了当天截止时间，但当天的号不能预约。',
      'There is a same-day cut-off, but no same-day booking.',
    ),
    ...unless(
      next === null || (to.days >= 1 && !(from.count === 'calendar' && from.days > 1)),
      'next_day_cut_off',
      '规定了次日号的截止时间，但次日的号不能预约。',
      'There is a next-day cut-off, but no next-day booking.',
    ),
  ];
}

const halves: HalfDay[] = ['morning', 'afternoon', 'evening'];
const closes = ({ check_in }: Policy, half: HalfDay): string | undefined =>
  'by_half_day' in check_in.until ? check_in.until.by_half_day[half] : undefined;

export function collectClauses(policy: Policy): Clause[] {
  return halves.flatMap((half) => {
    const window = policy.collect[half];
    if (!window) return [];
    const { zh, en } = halfDayWords[half];
    const closed = closes(policy, half);
    return [
      ...unless(
        window.from === null || window.from < window.until,
        `collect.${half}`,
        `${zh}取号从 ${window.from} 到 ${window.until}，结束不晚于开始。`,
        `Collecting in the ${en} ends (${window.until}) before it begins (${window.from}).`,
      ),
      ...unless(
        closed === undefined || window.until <= closed,
        `collect.${half}`,
        `${zh}取号到 ${window.until}，晚于签到截止 ${closed}。`,
        `Collecting in the ${en} ends at ${window.until}, after check-in has closed at ${closed}.`,
      ),
    ];
  });
}

export function checkInClauses(policy: Policy): Clause[] {
  const { opens, late, late_grace_minutes } = policy.check_in;
  const from = 'at' in opens ? opens.at : undefined;
  return [
    ...halves.flatMap((half) => {
      const closed = closes(policy, half);
      return unless(
        from === undefined || closed === undefined || from < closed,
        'check_in.until',
        `签到 ${from} 开始，${halfDayWords[half].zh} ${closed} 已截止。`,
        `Check-in opens at ${from}, but closes at ${closed} in the ${halfDayWords[half].en}.`,
      );
    }),
    ...unless(
      late === 'refused' || late_grace_minutes > 0,
      'check_in.late_grace_minutes',
      '迟到者可排在后面，但宽限为 0 分钟。',
      'Late patients may wait behind the others, but the grace is 0 minutes.',
    ),
  ];
}

export function cancelClauses(policy: Policy): Clause[] {
  const { cancel, horizon } = policy;
  if (cancel.kind === 'half_day_before')
    return unless(
      cancel.ends.morning < cancel.ends.afternoon,
      'cancel.ends',
      '上午结束的时间应早于下午结束的时间。',
      'The morning must end before the afternoon does.',
    );
  if (cancel.kind !== 'wall') return [];
  const closed = halves.flatMap((half) => closes(policy, half) ?? []).toSorted()[0];
  return [
    ...unless(
      cancel.before.days > 0 || closed === undefined || cancel.at <= closed,
      'cancel.at',
      `就诊当天 ${cancel.at} 前可取消，但签到 ${closed} 已截止。`,
      `Cancelling is allowed until ${cancel.at} on the day, but check-in has closed at ${closed}.`,
    ),
    ...unless(
      cancel.before.count !== horizon.to.count || cancel.before.days <= horizon.to.days,
      'cancel.before',
      `须提前 ${cancel.before.days} 天取消，但最多只能提前 ${horizon.to.days} 天预约：没有一个号能取消。`,
      `Cancelling ends ${cancel.before.days} days before, but nothing is booked more than ${horizon.to.days} days ahead: nobody could cancel.`,
    ),
  ];
}
