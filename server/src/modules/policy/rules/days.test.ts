import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../../kernel/index.ts';
import { daysWith } from '../testing/cases.ts';
import { daysAfter, daysBefore, type Days, firstDayWithin, plusMinutes } from './index.ts';

const october = daysWith({
  ...Object.fromEntries(['01', '02', '03', '04', '05', '06', '07'].map((d) => [`2026-10-${d}`, 'holiday'])),
  '2026-10-10': 'make_up_workday',
});
const working = (days: number): Days => ({ days, count: 'working' });

it('counts working days over a holiday, make-up days among them', () => {
  expect(daysAfter('2026-09-30', working(1), october)).toBe('2026-10-08');
  expect(daysAfter('2026-09-30', working(3), october)).toBe('2026-10-10');
  expect(daysBefore('2026-10-08', working(1), october)).toBe('2026-09-30');
  expect(daysAfter('2026-09-30', { days: 2, count: 'not_holiday' }, october)).toBe('2026-10-09');
});

it('the first day from which a date is within reach is the first, and it is', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom<Days['count']>('calendar', 'working', 'not_holiday'),
      (ahead, days, count) => {
        const date = addDays('2026-09-15', ahead);
        const first = firstDayWithin(date, { days, count }, october);
        expect(daysAfter(first, { days, count }, october) >= date).toBe(true);
        expect(daysAfter(addDays(first, -1), { days, count }, october) < date).toBe(true);
      },
    ),
  ));

it('reckons minutes over midnight', () => {
  expect(plusMinutes({ day: '2026-12-31', time: '23:50' }, 20)).toEqual({ day: '2027-01-01', time: '00:10' });
  expect(plusMinutes({ day: '2026-03-01', time: '00:10' }, -30)).toEqual({ day: '2026-02-28', time: '23:40' });
});
