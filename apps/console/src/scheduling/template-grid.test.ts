import { expect, test } from 'vitest';
import { alive, gridOf, placesOf, stepOf, type Template } from './template-grid.ts';

const template = (change: object): Template =>
  ({
    doctor_id: 'a',
    weekday: 1,
    half_day: 'morning',
    weeks: 'every',
    starts: '08:00',
    ends: '11:30',
    valid_to: null,
    ...change,
  }) as Template;
const doctors = [
  { id: 'a', name: '林知秋', department_id: 'x' },
  { id: 'b', name: '乔安澜', department_id: 'x' },
  { id: 'c', name: '陶一禾', department_id: 'y' },
];

test('a week a doctor, also of those without any duty; evenings only where there are some', () => {
  const [x, y] = gridOf([template({}), template({ weekday: 7, half_day: 'evening', doctor_id: 'b' })], doctors);
  expect(x!.doctors.map(({ doctor, rows }) => [doctor.name, rows.map((row) => row.half_day)])).toEqual([
    ['林知秋', ['morning', 'afternoon', 'evening']],
    ['乔安澜', ['morning', 'afternoon', 'evening']],
  ]);
  expect(x!.doctors[0]!.rows[0]!.cells.map((cell) => cell.length)).toEqual([1, 0, 0, 0, 0, 0, 0]);
  expect(y!.doctors[0]!.rows).toHaveLength(2);
});

test('odd weeks stand before even ones in a cell', () => {
  const [x] = gridOf([template({ weeks: 'even' }), template({ weeks: 'odd' })], doctors);
  expect(x!.doctors[0]!.rows[0]!.cells[0]!.map(({ weeks }) => weeks)).toEqual(['odd', 'even']);
});

test('what has ended is not shown, and the last slot counts although it is shorter', () => {
  expect(alive([template({ valid_to: '2026-11-22' }), template({})], '2026-11-23')).toHaveLength(1);
  expect(placesOf({ starts: '08:00', ends: '08:50', slot_minutes: 20, places_per_slot: 2 })).toBe(6);
});

test('arrows stay within the table', () => {
  const size = { rows: 2, columns: 7 };
  expect(stepOf('ArrowRight', { row: 0, column: 5 }, size)).toEqual({ row: 0, column: 6 });
  expect(stepOf('ArrowRight', { row: 0, column: 6 }, size)).toBeNull();
  expect(stepOf('Enter', { row: 0, column: 0 }, size)).toBeNull();
});
