import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretsOf } from './secrets.ts';

const [mine, others] = [secretsOf(randomBytes(32)), secretsOf(randomBytes(32))];
const place = 'patient/1/name';

test.each(['', '王·尼亚孜', '𠮷'.repeat(2000)])('what was sealed opens again: %#', (text) => {
  expect(mine.open(mine.seal(text, place), place)).toBe(text);
});

test('it opens nowhere else: not in another row, not by another key, not when changed', () => {
  const sealed = mine.seal('李小明', place);
  expect(() => mine.open(sealed, 'patient/2/name')).toThrow();
  expect(() => others.open(sealed, place)).toThrow();
  for (const at of [0, 1, 13, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(() => mine.open(changed, place), `byte ${at}`).toThrow();
  }
});

test('the same text sealed twice looks different; its blind index is the same, for one kind and one key', () => {
  expect(mine.seal('x', place).equals(mine.seal('x', place))).toBe(false);
  expect(mine.blindIndex('x', 'phone')).toEqual(mine.blindIndex('x', 'phone'));
  expect(mine.blindIndex('x', 'phone')).not.toEqual(mine.blindIndex('x', 'id_number'));
  expect(mine.blindIndex('x', 'phone')).not.toEqual(others.blindIndex('x', 'phone'));
});

test('a signature holds for its text and kind only', () => {
  expect(mine.sign('a', 'hall')).toBe(mine.sign('a', 'hall'));
  for (const other of [mine.sign('b', 'hall'), mine.sign('a', 'qr'), others.sign('a', 'hall')])
    expect(other).not.toBe(mine.sign('a', 'hall'));
});

test('a key of another length is refused', () => {
  expect(() => secretsOf(randomBytes(16))).toThrow(/32 bytes/);
});
