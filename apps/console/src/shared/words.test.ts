// @vitest-environment jsdom
import { wordFaults } from '@menzhen/ui/words';
import { expect, test } from 'vitest';
import { en, zh } from './words.ts';

test('the console says everything in both languages', () => {
  expect(wordFaults(zh, en)).toEqual([]);
});
