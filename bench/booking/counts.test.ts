import { expect, test } from 'vitest';
import { falseRejects, ofKind } from './counts.ts';
import type { Seen } from './load.ts';

const seen = (won: number[], refused: number[]): Seen => ({
  seconds: 1,
  latencies_ms: [],
  answers: { '201': won.length, '409 slot_full': refused.length, '503 not_ready': 1 },
  won_asked_ms: { a: won },
  refused_ms: { a: refused },
});

test('a refusal is false while fewer winners had asked than there are places, or when places are left at the end', () => {
  expect(falseRejects(seen([0, 5], [6, 9]), 2)).toBe(0);
  expect(falseRejects(seen([0, 5], [4, 6]), 2)).toBe(1);
  expect(falseRejects(seen([0, 5], [6, 9]), 3)).toBe(2);
});

test('answers are counted by the beginning of their names', () => {
  expect(ofKind(seen([1], [2]), '5')).toBe(1);
  expect(ofKind(seen([1], [2]), '409')).toBe(1);
});
