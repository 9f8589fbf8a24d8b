/** How templates become sessions and sessions become slots; and what a patient is told about each. Pure. */
import { addDays, weekdayOf } from '../../kernel/index.ts';
import {
  type DayInfo,
  judgeTime,
  type Now,
  type Policy,
  policyFor,
  releasedAt,
  rosterOfMakeUpDay,
} from '../policy/index.ts';

export const HORIZON_DAYS = 14;
export type Bookability = 'available' | 'full' | 'closed' | 'not_released' | 'cut_off' | 'past';

/** The weekday whose roster is worked on a day; null: nobody works. */
export function rosterWeekday(date: string, day: DayInfo): number | null {
  if (day.kind === 'holiday') return null;
  if (day.kind === 'make_up_workday') return day.works_as_weekday ?? rosterOfMakeUpDay(date);
  return weekdayOf(date);
}

export interface TemplateDays {
  weekday: number;
  valid_from: string;
  valid_to: string | null;
}

/** The days of a span on which a template makes a session. */
export function datesOf(template: TemplateDays, days: Map<string, DayInfo>): string[] {
  return [...days]
    .filter(([date]) => date >= template.valid_from && (template.valid_to === null || date <= template.valid_to))
    .filter(([date, day]) => rosterWeekday(date, day) === template.weekday)
    .map(([date]) => date);
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Cuts a session into slots of at most `slot_minutes`; the last may be shorter. */
export function slotsOf(starts: string, ends: string, slot_minutes: number): { starts: string; ends: string }[] {
  const slots: { starts: string; ends: string }[] = [];
  for (let at = minutesOf(starts); at < minutesOf(ends); at += slot_minutes) {
    slots.push({ starts: timeOf(at), ends: timeOf(Math.min(at + slot_minutes, minutesOf(ends))) });
  }
  return slots;
}

export interface SupplyState {
  date: string;
  half_day: 'morning' | 'afternoon' | 'evening';
  ends: string;
  department_id: string;
  state: string;
  places_left: number;
}

/** One word for a session or slot, from the most final to the least. */
export function bookabilityOf(policy: Policy, now: Now, supply: SupplyState): Bookability {
  if (supply.date < now.day || (supply.date === now.day && supply.ends <= now.time)) return 'past';
  if (supply.state === 'closed') return 'closed';
  const no = judgeTime(policyFor(policy, supply.department_id), {
    now,
    channel: 'app',
    date: supply.date,
    half_day: supply.half_day,
  });
  if (no?.code === 'policy_not_released' || no?.code === 'policy_beyond_horizon') return 'not_released';
  if (no) return 'cut_off';
  return supply.places_left > 0 ? 'available' : 'full';
}

/** A day in one word: the best of its sessions. */
const best: Bookability[] = ['available', 'full', 'not_released', 'cut_off', 'closed', 'past'];
export const dayBookability = (words: Bookability[]): Bookability =>
  best.find((word) => words.includes(word)) ?? 'closed';

/** When a day's places open, while they have not. */
export const opensAt = (policy: Policy, department_id: string, date: string): Now =>
  releasedAt(policyFor(policy, department_id), date);
export const lastDay = (today: string): string => addDays(today, HORIZON_DAYS);
