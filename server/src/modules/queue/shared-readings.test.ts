import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedReadings } from './shared-readings.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

let readings = 0;
const read = async () => {
  readings += 1;
  return readings;
};

test('those who ask together share one reading, until new facts come or a second has gone', async () => {
  readings = 0;
  const shared = new SharedReadings();
  const facts = [] as never[];
  shared.see(facts);
  expect(await Promise.all([1, 2, 3].map(() => shared.once('a', read)))).toEqual([1, 1, 1]);
  expect(await shared.once('b', read)).toBe(2);
  shared.see(facts);
  expect(await shared.once('a', read)).toBe(1);
  shared.see([]);
  expect(await shared.once('a', read)).toBe(3);
  vi.advanceTimersByTime(1_500);
  expect(await shared.once('a', read)).toBe(4);
});

test('a reading that failed is tried again', async () => {
  readings = 0;
  const shared = new SharedReadings();
  await expect(shared.once('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await shared.once('a', read)).toBe(1);
});
