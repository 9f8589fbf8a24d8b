/** How many places one person, account or phone may hold, and how soon after giving one up the next may be taken. */
import { addDays, weekdayOf } from '../../../kernel/index.ts';
import { before, plusMinutes } from './days.ts';
import { type BookingAsk, type No, no, type PastBooking, type Policy } from './policy.ts';
import type { BothWords } from './words.ts';

type Limit = Policy['limits'][number];
type CoolDown = Policy['cool_downs'][number];

const HOLDS = new Set(['held', 'booked', 'checked_in', 'called', 'in_consultation', 'finished']);
const OPEN = new Set(['held', 'booked', 'checked_in', 'called', 'in_consultation']);

const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));

type InSpan = (b: PastBooking) => boolean;
/** Whether a booking lies in the span that is counted around the wanted day. */
function spanOf(within: Limit['within'], ask: Pick<BookingAsk, 'now' | 'date'>): InSpan {
  switch (within) {
    case 'visit_day':
      return (b) => b.date === ask.date && HOLDS.has(b.state);
    case 'visit_month':
      return (b) => b.date.startsWith(ask.date.slice(0, 7)) && HOLDS.has(b.state);
    case 'open':
      return (b) => b.date >= ask.now.day && OPEN.has(b.state);
    case 'visit_week': {
      const from = mondayOf(ask.date);
      const to = addDays(from, 6);
      return (b) => b.date >= from && b.date <= to && HOLDS.has(b.state);
    }
  }
}

type LimitAsk = Pick<
  BookingAsk,
  'now' | 'date' | 'department' | 'doctor_id' | 'history' | 'account_history' | 'phone_history'
>;
const historyOf: Record<Limit['who'], (ask: LimitAsk) => readonly PastBooking[]> = {
  patient: (ask) => ask.history,
  account: (ask) => ask.account_history,
  phone: (ask) => ask.phone_history,
};
const isOf = (of: Limit['of'], b: PastBooking, ask: Pick<BookingAsk, 'department' | 'doctor_id'>): boolean =>
  of === 'all' || (of === 'department' ? b.department_id === ask.department.id : b.doctor_id === ask.doctor_id);

const whoWords: Record<Limit['who'], BothWords> = {
  patient: { zh: '每位就诊人', en: 'One patient' },
  account: { zh: '每个账号', en: 'One account' },
  phone: { zh: '每个手机号', en: 'One phone number' },
};
const ofWords: Record<Limit['of'], BothWords> = {
  all: { zh: '', en: '' },
  department: { zh: '同一科室', en: ' in one department' },
  doctor: { zh: '同一医生', en: ' with one doctor' },
};
const withinWords: Record<Limit['within'], BothWords> = {
  visit_day: { zh: '同一天', en: 'a day' },
  visit_week: { zh: '同一周', en: 'a week' },
  visit_month: { zh: '同一个月', en: 'a month' },
  open: { zh: '同时', en: 'at a time' },
};
export const limitWords = ({ who, of, within }: Limit): Record<'who' | 'of' | 'within', BothWords> => ({
  who: whoWords[who],
  of: ofWords[of],
  within: withinWords[within],
});

const dayCodes = {
  doctor: 'policy_limit_per_doctor',
  department: 'policy_limit_per_department',
  all: 'policy_limit_per_day',
} as const;

function limitReached(limit: Limit, date: string): No {
  const { max, who, of, within } = limit;
  if (who === 'patient' && within === 'visit_day') return no(dayCodes[of], { limit: max, day: date });
  const words = limitWords(limit);
  const say = (locale: 'zh' | 'en') => ({
    limit: max,
    who: words.who[locale],
    of: words.of[locale],
    within: words.within[locale],
  });
  return no('policy_limit', say('zh'), { en: say('en') });
}

/** The first limit that is reached. */
export function judgeLimits(policy: Policy, ask: LimitAsk): No | null {
  for (const limit of policy.limits) {
    const history = historyOf[limit.who](ask);
    if (history.length < limit.max) continue;
    const isIn = spanOf(limit.within, ask);
    let count = 0;
    for (const b of history) if (isOf(limit.of, b, ask) && isIn(b)) count += 1;
    if (count >= limit.max) return limitReached(limit, ask.date);
  }
  return null;
}

const isCause: Record<CoolDown['after'], (b: PastBooking) => boolean> = {
  cancelled: (b) => b.state === 'cancelled' && b.cancelled_by === 'patient',
  expired: (b) => b.state === 'expired',
  no_show: (b) => b.state === 'no_show' && !b.came,
};
const causeWords: Record<CoolDown['after'], BothWords> = {
  cancelled: { zh: '取消预约', en: 'cancelling' },
  expired: { zh: '超时未支付', en: 'leaving a place unpaid' },
  no_show: { zh: '爽约', en: 'a no-show' },
};
export const coolDownWords = (after: CoolDown['after']): BothWords => causeWords[after];

/** After giving up a place one waits a while before the next. */
export function judgeCoolDowns(
  policy: Policy,
  ask: Pick<BookingAsk, 'now' | 'department' | 'doctor_id' | 'history'>,
): No | null {
  for (const { after, minutes, of } of policy.cool_downs) {
    for (const b of ask.history) {
      if (b.forgiven || !isCause[after](b) || !isOf(of, b, ask)) continue;
      const again_at = plusMinutes(b.state_at, minutes);
      if (!before(ask.now, again_at)) continue;
      const { zh, en } = causeWords[after];
      const at = `${again_at.day} ${again_at.time}`;
      return no('policy_cool_down', { cause: zh, at }, { en: { cause: en, at }, again_at });
    }
  }
  return null;
}
