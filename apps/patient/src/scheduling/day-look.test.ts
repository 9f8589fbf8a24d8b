import { expect, test } from 'vitest';
import { type DayView, dayState, dayTone, firstDay } from './day-look.ts';

const day = (part: Partial<DayView>): DayView =>
  ({ date: '2026-11-25', sessions: 2, bookable: 'available', ...part }) as DayView;

test('a day without sessions says so, whatever else it says', () => {
  expect(dayState(day({ sessions: 0 }))).toBe('none');
  expect(dayState(day({ bookable: 'full' }))).toBe('full');
  expect(dayTone(day({ bookable: 'closed' }))).toBe('danger');
});

test('the first day with places is opened first', () => {
  const days = [day({ date: '2026-11-24', bookable: 'full' }), day({})];
  expect(firstDay(days)).toBe('2026-11-25');
  expect(firstDay([days[0]!])).toBe('2026-11-24');
  expect(firstDay([])).toBe('');
});
