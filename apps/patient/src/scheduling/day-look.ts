import type { AnswerOf, Contract } from '@menzhen/contract';

export type DayView = AnswerOf<Contract['departmentDays']>['items'][number];

/** What a day of a department says in the strip: nobody on duty is "none", else whether one can book. */
export function dayState(day: DayView): DayView['bookable'] | 'none' {
  return day.sessions === 0 ? 'none' : day.bookable;
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
