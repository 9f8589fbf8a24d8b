/** Days and wall clock: counting calendar days, working days, or days that are no holiday. */
import { addDays } from '../../../kernel/index.ts';
import type { DayKind } from '../calendar.ts';
import type { Calendar, Days, Now } from './policy.ts';

export const before = (a: Now, b: Now): boolean => a.day < b.day || (a.day === b.day && a.time < b.time);
export const sayAt = (at: Now): string => `${at.day} ${at.time}`;

// The hospital's zone keeps one offset all year, so its wall clock can be reckoned in plain minutes.
const MINUTE_MS = 60_000;
const minutesOf = (at: Now): number => Date.parse(`${at.day}T${at.time}Z`) / MINUTE_MS;
/** The wall clock so many minutes later; negative: earlier. */
export function plusMinutes(at: Now, minutes: number): Now {
  const text = new Date((minutesOf(at) + minutes) * MINUTE_MS).toISOString();
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

const works: Record<DayKind, boolean> = { workday: true, make_up_workday: true, weekend: false, holiday: false };
export const isCounted = (count: Days['count'], kind: DayKind): boolean =>
  count === 'calendar' || (count === 'working' ? works[kind] : kind !== 'holiday');

/** No span of uncounted days is longer; a calendar that says otherwise must not hang the house. */
const MOST_STEPS = 2_000;

function walk(date: string, { days, count }: Days, calendar: Calendar, by: 1 | -1): string {
  if (days === 0) return date;
  if (count === 'calendar') return addDays(date, by * days);
  let at = date;
  for (let left = days, steps = 0; left > 0 && steps < MOST_STEPS; steps += 1) {
    at = addDays(at, by);
    if (isCounted(count, calendar(at))) left -= 1;
  }
  return at;
}
/** The day that is so many counted days after (before) another; 0 is the day itself, counted or not. */
export const daysAfter = (date: string, days: Days, calendar: Calendar): string => walk(date, days, calendar, 1);
export const daysBefore = (date: string, days: Days, calendar: Calendar): string => walk(date, days, calendar, -1);

/** The first day on which `date` lies within so many counted days: daysAfter(it) >= date, and of no earlier day. */
export function firstDayWithin(date: string, days: Days, calendar: Calendar): string {
  if (days.days === 0) return date;
  let counted = date;
  for (let steps = 0; steps < MOST_STEPS && !isCounted(days.count, calendar(counted)); steps += 1)
    counted = addDays(counted, 1);
  return walk(counted, days, calendar, -1);
}
