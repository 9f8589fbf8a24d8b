import { wordFaults } from '@menzhen/ui/words';
import { expect, test } from 'vitest';
import { kioskEn } from './words.en.ts';
import { kioskZh } from './words.zh.ts';

test('the kiosk speaks both languages whole', () => {
  expect(wordFaults(kioskZh, kioskEn)).toEqual([]);
});
