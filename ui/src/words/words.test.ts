import { expect, test } from 'vitest';
import { en } from './ui.en.ts';
import { zh } from './ui.zh.ts';
import { flatten, wordFaults } from './words.ts';

test('the kit says everything in both languages', () => {
  expect(wordFaults(zh, en)).toEqual([]);
});

test('a missing key, an empty sentence and a lost placeholder are found', () => {
  expect(wordFaults({ a: 'x {n}', b: 'y', c: 'z' }, { a: 'x', b: '' })).toEqual([
    'a: placeholders differ',
    'b: missing or empty in one language',
    'c: missing or empty in one language',
  ]);
  expect(flatten({ a: { b: 'c' } })).toEqual({ 'a.b': 'c' });
});
