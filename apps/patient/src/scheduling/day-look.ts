import type { AnswerOf, Contract } from '@menzhen/contract';

/** A day of a department with its sessions, and of these their slots. */
export type DayView = AnswerOf<Contract['departmentAvailability']>['days'][number];

/** What a day of a department says in the strip: nobody on duty is "none", else whether one can book. */
export function dayState(day: DayView): DayView['bookable'] | 'none' {
  return day.sessions.length === 0 ? 'none' : day.bookable;
}

/** Green words are an invitation, red ones a loss; everything else is quiet. */
export function dayTone(day: DayView): 'brand' | 'danger' | 'quiet' {
  const state = dayState(day);
  if (state === 'available') return 'brand';
  return state === 'closed' ? 'danger' : 'quiet';
}

/** The day to open first: the first with places, else the first of all. */
export function firstDay(days: readonly DayView[]): string {
  return (days.find((day) => dayState(day) === 'available') ?? days[0])?.date ?? '';
}

/** A release that is this near is counted down to the second. */
const NEAR_MS = 3600_000;

/** The moment to count down to, or '' when the day opens later than within the hour or is open. */
export function countdownTo(day: DayView | null, now_ms: number): string {
  if (day?.bookable !== 'not_released' || !day.bookable_from) return '';
  const left_ms = Date.parse(day.bookable_from) - now_ms;
  return left_ms > 0 && left_ms <= NEAR_MS ? day.bookable_from : '';
}
