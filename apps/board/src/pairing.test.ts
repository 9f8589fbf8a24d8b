import { contract, PAIRING_CODE } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { codeWords, newKey } from './pairing.ts';

test('a key is as the server wants it, and no two are alike', () => {
  const { pattern } = contract.boardPairingAsk.body.properties.key as unknown as { pattern: string };
  const keys = Array.from({ length: 50 }, newKey);
  expect(keys.filter((key) => !new RegExp(pattern).test(key))).toEqual([]);
  expect(new Set(keys).size).toBe(50);
});

test('a code is shown in two halves', () => {
  expect('K7M42Q').toMatch(new RegExp(PAIRING_CODE));
  expect(codeWords('K7M42Q')).toBe('K7M 42Q');
});
