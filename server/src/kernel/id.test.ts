import { expect, test } from 'vitest';
import { newId } from './id.ts';

test('an id is a UUID version 7 of the time it was made at', () => {
  const id = newId(Date.UTC(2026, 2, 2));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 2, 2));
});

test('later ids sort after earlier ones', () => {
  const ids = [1, 2, 255, 256, 1_772_000_000_000].map((at_ms) => newId(at_ms));
  expect(ids.toSorted()).toEqual(ids);
});

test('no two are the same, also past the end of the pool of random bytes', () => {
  const ids = Array.from({ length: 20_000 }, () => newId(0));
  expect(new Set(ids).size).toBe(ids.length);
});
