import { expect, test } from 'vitest';
import { countdownTo, type DayView, dayState, dayTone, firstDay } from './day-look.ts';

const day = (part: Partial<DayView>): DayView =>
  ({ date: '2026-11-25', sessions: [{}, {}], bookable: 'available', ...part }) as unknown as DayView;

test('a day without sessions says so, whatever else it says', () => {
  expect(dayState(day({ sessions: [] }))).toBe('none');
  expect(dayState(day({ bookable: 'full' }))).toBe('full');
  expect(dayTone(day({ bookable: 'closed' }))).toBe('danger');
});

test('the first day with places is opened first', () => {
  const days = [day({ date: '2026-11-24', bookable: 'full' }), day({})];
  expect(firstDay(days)).toBe('2026-11-25');
  expect(firstDay([days[0]!])).toBe('2026-11-24');
  expect(firstDay([])).toBe('');
});

test('a release within the hour is counted down, one of tomorrow is told', () => {
  const opens = Date.parse('2026-11-25T07:00:00+08:00');
  const waiting = day({ bookable: 'not_released', bookable_from: '2026-11-24T23:00:00Z' });
  expect(countdownTo(waiting, opens - 60_000)).toBe('2026-11-24T23:00:00Z');
  expect(countdownTo(waiting, opens - 3600_001)).toBe('');
  expect(countdownTo(waiting, opens)).toBe('');
  expect(countdownTo(day({ bookable_from: '2026-11-24T23:00:00Z' }), opens - 1)).toBe('');
  expect(countdownTo(null, opens)).toBe('');
});
