import { expect, test } from 'vitest';
import { busyHours } from './hours.ts';

test('from the first busy hour to the last, gaps filled', () => {
  const at = (hour: number, checked_in: number, seen: number) => ({ hour, checked_in, seen });
  expect(busyHours([at(7, 0, 0), at(8, 3, 0), at(10, 1, 4), at(11, 0, 0)])).toEqual([
    at(8, 3, 0),
    at(9, 0, 0),
    at(10, 1, 4),
  ]);
  expect(busyHours([at(8, 0, 0)])).toEqual([]);
});
