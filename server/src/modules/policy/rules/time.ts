/** When places may be taken: horizon, release, booking hours, next-day and same-day cut-offs. */
import { addDays } from '../../../kernel/index.ts';
import { daysAfter, firstDayWithin, sayAt } from './days.ts';
import { type BookingAsk, type Calendar, type HalfDay, type No, no, type Now, type Policy } from './policy.ts';
import { halfDayWords } from './words.ts';

/** Release moments already reckoned: for each calendar, each horizon's days. Dates come again with every request. */
const released = new WeakMap<Calendar, Map<string, Now>>();
const MOST_KEPT = 10_000;
function keptFor(calendar: Calendar): Map<string, Now> {
  const kept = released.get(calendar) ?? new Map<string, Now>();
  released.set(calendar, kept);
  return kept;
}

/** When the places of a day open for everybody: the day on which it comes within the horizon, at the release time. */
export function releasedAt(policy: Policy, date: string, calendar: Calendar): Now {
  const { days, count } = policy.horizon.to;
  const key = `${date}${days}${count}${policy.release_time}`;
  const kept = keptFor(calendar);
  const known = kept.get(key);
  if (known) return known;
  const at = { day: firstDayWithin(date, policy.horizon.to, calendar), time: policy.release_time };
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, at);
  return at;
}

/** Who stands in the hall can still come in time; what a clerk may overlook, a machine may not. */
const FREE_AT_KIOSK: ReadonlySet<Policy['counter_exempt'][number]> = new Set(['cut_offs', 'booking_hours']);

export const isExempt = (
  policy: Policy,
  channel: BookingAsk['channel'],
  rule: Policy['counter_exempt'][number],
): boolean =>
  (channel === 'counter' || (channel === 'kiosk' && FREE_AT_KIOSK.has(rule))) && policy.counter_exempt.includes(rule);

/** May this day's places be taken now? */
export function judgeTime(
  policy: Policy,
  ask: Pick<BookingAsk, 'now' | 'channel' | 'date' | 'half_day'>,
  calendar: Calendar,
): No | null {
  const { now, date, channel, half_day } = ask;
  const free = (rule: Policy['counter_exempt'][number]) => isExempt(policy, channel, rule);
  const earliest = daysAfter(now.day, policy.horizon.from, calendar);
  if (date < now.day || (date < earliest && !free('horizon')))
    return no('policy_day_not_bookable', { day: date < now.day ? now.day : earliest });
  const opens = releasedAt(policy, date, calendar);
  if (opens.day > now.day && !free('horizon'))
    return no(
      'policy_beyond_horizon',
      { days: policy.horizon.to.days, day: date, at: sayAt(opens) },
      { again_at: opens },
    );
  if (opens.day === now.day && now.time < opens.time && !free('release'))
    return no('policy_not_released', { at: sayAt(opens) }, { again_at: opens });
  const hours = free('booking_hours') ? null : policy.booking_hours;
  if (hours && (now.time < hours.from || now.time >= hours.to)) return outOfHours(hours, now);
  return free('cut_offs') ? null : judgeCutOffs(policy, now, date, half_day);
}

function outOfHours(hours: { from: string; to: string }, now: Now): No {
  const again_at = { day: now.time < hours.from ? now.day : addDays(now.day, 1), time: hours.from };
  return no('policy_booking_hours', { from: hours.from, to: hours.to }, { again_at });
}

function judgeCutOffs(policy: Policy, now: Now, date: string, half_day: HalfDay): No | null {
  const tomorrow = policy.next_day_cut_off;
  if (tomorrow && now.time >= tomorrow && date === addDays(now.day, 1))
    return no('policy_next_day_cut_off', { at: tomorrow });
  const today = policy.same_day_cut_off[half_day];
  if (today && date === now.day && now.time >= today) {
    const { zh, en } = halfDayWords[half_day];
    return no('policy_same_day_cut_off', { half: zh, at: today }, { en: { half: en, at: today } });
  }
  return null;
}
