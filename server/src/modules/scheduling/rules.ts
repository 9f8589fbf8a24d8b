/** How templates become sessions and sessions become slots; and what a patient is told about each. Pure. */
import { addDays, weekdayOf } from '../../kernel/index.ts';
import {
  type Calendar,
  type DayInfo,
  type Days,
  judgeTime,
  type Now,
  type Policy,
  policyFor,
  releasedAt,
  rosterOfMakeUpDay,
} from '../policy/index.ts';
import type { OwnFee, TemplateRow, Weeks } from './tables.ts';

export type Bookability = 'available' | 'full' | 'closed' | 'not_released' | 'cut_off' | 'past';

/** The weekday whose roster is worked on a day; null: nobody works. */
export function rosterWeekday(date: string, day: DayInfo): number | null {
  if (day.kind === 'holiday') return null;
  if (day.kind === 'make_up_workday') return day.works_as_weekday ?? rosterOfMakeUpDay(date);
  return weekdayOf(date);
}

/**
 * Weeks are counted from this Monday, an odd one, for good: they alternate also over a year of 53 weeks, when the weeks of
 * the calendar's own numbers would be odd twice. Through 2026 they are odd and even as the numbers are.
 */
const AN_ODD_MONDAY = '2025-12-29';
export function weekOf(date: string): Exclude<Weeks, 'every'> {
  const { days } = Temporal.PlainDate.from(AN_ODD_MONDAY).until(date, { largestUnit: 'days' });
  return Math.floor(days / 7) % 2 === 0 ? 'odd' : 'even';
}

export type TemplateDays = Pick<TemplateRow, 'weekday' | 'weeks' | 'valid_from' | 'valid_to'>;

/** Why a template makes no session on a day; null: it makes one. */
export type OffDay = 'template' | 'holiday' | 'roster';
export function offDay(template: TemplateDays, date: string, day: DayInfo): OffDay | null {
  if (date < template.valid_from || (template.valid_to !== null && date > template.valid_to)) return 'template';
  const weekday = rosterWeekday(date, day);
  if (weekday === null) return 'holiday';
  const isItsWeek = template.weeks === 'every' || template.weeks === weekOf(date);
  return weekday === template.weekday && isItsWeek ? null : 'roster';
}

/** The days of a span on which a template makes a session. */
export const datesOf = (template: TemplateDays, days: Map<string, DayInfo>): string[] =>
  [...days].filter(([date, day]) => offDay(template, date, day) === null).map(([date]) => date);

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
  doctor_id?: string;
  visit_type_id?: string;
  visit_type_kind?: string;
  state: string;
  places_left: number;
}

/** One word for a session or slot, from the most final to the least. */
export function bookabilityOf(policy: Policy, now: Now, supply: SupplyState, calendar: Calendar): Bookability {
  if (supply.date < now.day || (supply.date === now.day && supply.ends <= now.time)) return 'past';
  if (supply.state === 'closed') return 'closed';
  const { department_id, doctor_id, visit_type_id, visit_type_kind, date, half_day } = supply;
  const channel = 'app';
  const scope = {
    department_id,
    doctor_id,
    visit_type_id,
    visit_type_kind,
    channel,
    day_kind: calendar(date),
  } as const;
  const no = judgeTime(policyFor(policy, scope), { now, channel, date, half_day }, calendar);
  if (no?.code === 'policy_not_released' || no?.code === 'policy_beyond_horizon') return 'not_released';
  if (no) return 'cut_off';
  return supply.places_left > 0 ? 'available' : 'full';
}

/** A day in one word: the best of its sessions. */
const best: Bookability[] = ['available', 'full', 'not_released', 'cut_off', 'closed', 'past'];
export const dayBookability = (words: Bookability[]): Bookability =>
  best.find((word) => words.includes(word)) ?? 'closed';

/** When a day's places open, while they have not. */
export const opensAt = (policy: Policy, department_id: string, date: string, calendar: Calendar): Now =>
  releasedAt(policyFor(policy, { department_id, day_kind: calendar(date) }), date, calendar);

/** A span of working days in days of the calendar, with room for the longest holiday there is. */
const calendarDays = ({ days, count }: Days): number => (count === 'calendar' ? days : Math.ceil((days * 7) / 5) + 10);
/** Staff see at least two weeks, however late their places open. */
const FEWEST_DAYS = 14;
/** How many days ahead sessions are needed: as far as the widest rule for anybody looks. */
export function horizonDays(policy: Policy): number {
  const all = [policy.horizon, ...policy.overrides.flatMap(({ set }) => set.horizon ?? [])];
  return Math.max(FEWEST_DAYS, ...all.map(({ to }) => calendarDays(to)));
}
export const lastDay = (policy: Policy, today: string): string => addDays(today, horizonDays(policy));

/** A visit type as a session charges it: the session's own fee goes before the visit type's. */
export const withOwnFee = <T extends { registration_fen: number; consultation_fen: number }>(
  visitType: T,
  own: OwnFee,
): T => ({
  ...visitType,
  registration_fen: own.registration_fen ?? visitType.registration_fen,
  consultation_fen: own.consultation_fen ?? visitType.consultation_fen,
});
