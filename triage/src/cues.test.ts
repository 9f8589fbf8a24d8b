import { expect, test } from 'vitest';
import { compileCues } from './cues.ts';

const cues = compileCues({ filler: ['有', '过', '有过', '也', '、也', 'no', 'any'], empty: [] });

test.each<[string, boolean]>([
  ['', true],
  ['有过', true],
  ['也 有过、也', true],
  ['有过猫', false],
  ['no any', true],
  ['noany', false],
])('%s is fillers alone: %s', (stretch, alone) => {
  expect(cues.only('filler', stretch)).toBe(alone);
});

test('a hundred words that may be parted in two ways are no 2^100 tries', () => {
  expect(cues.only('filler', `${'有过'.repeat(100)}猫`)).toBe(false);
});

test('a kind without words finds nothing', () => {
  expect(cues.only('unknown', '有')).toBe(false);
  expect(cues.has('unknown', '有')).toBe(false);
});
