import { expect, it } from 'vitest';
import { calendarOf, rosterOfMakeUpDay } from './calendar.ts';

const on = (date: string) => calendarOf(Number(date.slice(0, 4))).days.find((day) => day.date === date);

it('knows the holidays and make-up days of 2026', () => {
  expect(calendarOf(2026).announced).toBe(true);
  expect(on('2026-10-01')).toMatchObject({ kind: 'holiday', name: '国庆节' });
  expect(on('2026-10-10')).toMatchObject({ kind: 'make_up_workday', works_as_weekday: 5 });
  expect(on('2026-10-12')).toBeUndefined();
});

it('says of a year without a notice only what the law says: 13 days and no make-up days', () => {
  const { announced, days } = calendarOf(2027);
  if (announced) return expect(days.some((day) => day.kind === 'make_up_workday')).toBe(true);
  expect(days).toHaveLength(13);
  expect(on('2027-02-05')?.name).toBe('除夕');
  expect(on('2027-06-09')?.name).toBe('端午节');
});

it('a make-up Saturday works Friday’s roster, a Sunday Monday’s', () => {
  expect([rosterOfMakeUpDay('2026-10-10'), rosterOfMakeUpDay('2026-09-20')]).toEqual([5, 1]);
});
