import { describe, expect, it } from 'vitest';
import { districtHospital, type DayInfo } from '../policy/index.ts';
import { bookabilityOf, datesOf, dayBookability, offDay, slotsOf, weekOf } from './rules.ts';

const day = (kind: DayInfo['kind'], works_as_weekday: number | null = null): DayInfo => ({
  kind,
  name: null,
  works_as_weekday,
});
const week = new Map<string, DayInfo>([
  ['2026-10-08', day('workday')],
  ['2026-10-09', day('workday')],
  ['2026-10-10', day('make_up_workday', 5)],
  ['2026-10-11', day('weekend')],
  ['2026-10-16', day('holiday')],
]);
const friday = { weekday: 5, weeks: 'every' as const, valid_from: '2026-01-01', valid_to: null };

describe('templates to sessions', () => {
  it('works on its weekday and on the make-up day that works as it, never on a holiday', () => {
    expect(datesOf(friday, week)).toEqual(['2026-10-09', '2026-10-10']);
  });
  it('keeps to its validity', () =>
    expect(datesOf({ ...friday, valid_to: '2026-10-09' }, week)).toEqual(['2026-10-09']));
  it('a weekend template works on the weekend, not on a make-up day', () =>
    expect(datesOf({ ...friday, weekday: 6 }, week)).toEqual([]));
});

describe('odd and even weeks', () => {
  it('alternate for good, also from a year of 53 weeks into the next', () => {
    const mondays = Array.from({ length: 60 }, (_, n) =>
      Temporal.PlainDate.from('2026-06-01').add({ weeks: n }).toString(),
    );
    mondays.slice(1).forEach((monday, n) => void expect(weekOf(monday)).not.toBe(weekOf(mondays[n]!)));
    expect([weekOf('2026-12-28'), weekOf('2027-01-03'), weekOf('2027-01-04')]).toEqual(['odd', 'odd', 'even']);
  });
  it('are those of the calendar’s own numbers through 2026, Sunday in the week of its Monday', () => {
    for (const date of ['2026-01-04', '2026-01-05', '2026-06-10', '2026-11-29', '2026-11-30'])
      expect([date, weekOf(date)]).toEqual([date, Temporal.PlainDate.from(date).weekOfYear! % 2 ? 'odd' : 'even']);
  });
  it('were so before the count began', () => expect(weekOf('2025-12-22')).toBe('even'));
  it('a template of odd weeks works every other week, a make-up day in the week it falls into', () => {
    expect(datesOf({ ...friday, weeks: 'odd' }, week)).toEqual(['2026-10-09', '2026-10-10']);
    expect(datesOf({ ...friday, weeks: 'even' }, week)).toEqual([]);
    expect(offDay({ ...friday, weeks: 'even' }, '2026-10-09', day('workday'))).toBe('roster');
  });
});

it('cuts slots of at most 30 minutes', () => {
  const slots = slotsOf('08:00', '11:30', 30);
  expect(slots).toHaveLength(7);
  expect(slots.at(-1)).toEqual({ starts: '11:00', ends: '11:30' });
  expect(slotsOf('08:00', '08:50', 20).at(-1)).toEqual({ starts: '08:40', ends: '08:50' });
});

describe('what a patient is told', () => {
  const P1 = districtHospital([]);
  const supply = {
    date: '2026-11-23',
    half_day: 'morning' as const,
    ends: '09:00',
    department_id: 'x',
    state: 'open',
    places_left: 3,
  };
  const at = (time: string, change = {}) =>
    bookabilityOf(P1, { day: '2026-11-23', time }, { ...supply, ...change }, () => 'workday');
  it.each([
    ['08:59', {}, 'available'],
    ['09:00', {}, 'past'],
    ['08:00', { places_left: 0 }, 'full'],
    ['08:00', { state: 'closed' }, 'closed'],
    ['11:05', { ends: '11:30' }, 'cut_off'],
    ['08:00', { date: '2026-12-05' }, 'not_released'],
  ])('%s %o: %s', (time, change, word) => expect(at(time, change)).toBe(word));
  it('a day is as good as the best of its sessions', () => {
    expect(dayBookability(['full', 'available'])).toBe('available');
    expect(dayBookability([])).toBe('closed');
  });
});
