import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countOf, givenFen, minutesUntil, noPieces, sumOf, usualGiven } from './cash.ts';

test.each([
  ['', 1500, 1500],
  ['20', 1500, 2000],
  ['15.00', 1500, 1500],
  ['14.99', 1500, null],
  ['一百', 1500, null],
  ['15.005', 1500, null],
])('%s for %i fen: %s', (typed, due_fen, given) => {
  expect(givenFen(typed, due_fen)).toBe(given);
});

test('the usual notes are enough for the sum, each once, the exact sum first', () => {
  expect(usualGiven(1500)).toEqual([1500, 2000, 5000, 10000]);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (due_fen) => {
      const given = usualGiven(due_fen);
      expect(given[0]).toBe(due_fen);
      expect(new Set(given).size).toBe(given.length);
      expect(given.every((fen) => fen >= due_fen)).toBe(true);
    }),
  );
});

test('a count with an unreadable number is no count; empty fields are none', () => {
  expect(sumOf(countOf({ ...noPieces(), 10000: '2', 500: '1', 10: '3' })!)).toBe(20_530);
  expect(countOf({ ...noPieces(), 100: 'x' })).toBeNull();
  expect(countOf({ ...noPieces(), 100: '10001' })).toBeNull();
  expect(sumOf(countOf(noPieces())!)).toBe(0);
});

test('minutes are rounded up, and never below nothing', () => {
  const now = Date.parse('2026-03-02T00:00:00Z');
  expect(minutesUntil('2026-03-02T00:00:01Z', now)).toBe(1);
  expect(minutesUntil('2026-03-02T00:15:00Z', now)).toBe(15);
  expect(minutesUntil('2026-03-01T23:59:00Z', now)).toBe(0);
});
