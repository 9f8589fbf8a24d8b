import { expect, test } from 'vitest';
import { checkInCode } from './check-in-code.ts';

test('the code is found in the hall’s address, or is the whole', () => {
  expect(checkInCode('https://h.example/#/queue/check-in-page?code=ab%2Bc.1')).toBe('ab+c.1');
  expect(checkInCode('https://h.example/?code=abc#/queue/check-in-page')).toBe('abc');
  expect(checkInCode(' abc ')).toBe('abc');
});
