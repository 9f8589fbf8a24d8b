import { expect, test } from 'vitest';
import { monthsOf } from './months.ts';

test('weeks begin on Monday and months are whole', () => {
  const november = monthsOf(2026)[10]!;
  expect(november.weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
  expect(november.weeks.at(-1)![0]).toBe('2026-11-30');
  expect(monthsOf(2028)[1]!.weeks.flat().filter(Boolean)).toHaveLength(29);
});
