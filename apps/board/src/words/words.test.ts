import { wordFaults } from '@menzhen/ui/words';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

test('the board says everything in both languages', () => {
  expect(wordFaults(zh, en)).toEqual([]);
});
