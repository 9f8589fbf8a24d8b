import { faces_fen } from '@menzhen/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countedFen, drawerBeginnings, drawerTransitions, judgeCount, namesEachFaceOnce, shortBy } from './rules.ts';
import { sourcesOf } from '../../kernel/index.ts';

test('a count is pieces times face', () => {
  expect(countedFen([])).toBe(0);
  const count = [
    { face_fen: 10000, pieces: 3 },
    { face_fen: 500, pieces: 2 },
    { face_fen: 10, pieces: 7 },
  ] as const;
  expect(countedFen(count)).toBe(31_070);
});

test('no count makes fen out of nothing: it is the sum over its notes and coins, in any order', () => {
  const line = fc.record({ face_fen: fc.constantFrom(...faces_fen), pieces: fc.nat(10_000) });
  fc.assert(
    fc.property(fc.uniqueArray(line, { selector: (one) => one.face_fen }), (count) => {
      expect(countedFen([...count].reverse())).toBe(countedFen(count));
      expect(Number.isSafeInteger(countedFen(count))).toBe(true);
      expect(namesEachFaceOnce(count)).toBe(true);
      expect(count.length === 0 || !namesEachFaceOnce([...count, count[0]!])).toBe(true);
    }),
  );
});

test.each([
  [1500, 1500, null, 0, false],
  [1500, 1400, null, -100, true],
  [1500, 1400, '找错一元', -100, false],
  [1500, 1600, null, 100, true],
])(
  'expected %i, counted %i, note %s: %i, unexplained %s',
  (expected_fen, counted_fen, note, difference_fen, unexplained) => {
    expect(judgeCount({ expected_fen, counted_fen, note })).toEqual({ difference_fen, unexplained });
  },
);

test('cash that is not there cannot leave', () => {
  expect(shortBy(500, 500)).toBe(0);
  expect(shortBy(500, 501)).toBe(1);
});

test('every state can be reached, and a count is never taken back', () => {
  const states = Object.keys(drawerTransitions);
  const reached = new Set([...drawerBeginnings, ...Object.values(drawerTransitions).flat()]);
  expect(states.filter((state) => !reached.has(state as 'open'))).toEqual([]);
  expect(sourcesOf(drawerTransitions, 'closed')).toEqual(['open']);
  expect(sourcesOf(drawerTransitions, 'open')).toEqual([]);
});
