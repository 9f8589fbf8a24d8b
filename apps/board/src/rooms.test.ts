import { expect, test } from 'vitest';
import { roomPage } from './rooms.ts';

const rooms = (n: number) => Array.from({ length: n }, (_, i) => i);

test('what fits stands still', () => {
  expect(roomPage([], 0)).toEqual({ rooms: [], page: 1, pages: 1 });
  expect(roomPage(rooms(6), 99_999)).toEqual({ rooms: rooms(6), page: 1, pages: 1 });
});

test('more is turned in even pages, every room seen within one round', () => {
  expect([0, 12_000, 24_000].map((now) => roomPage(rooms(7), now).page)).toEqual([1, 2, 1]);
  const seen = [0, 12_000, 24_000].flatMap((now) => roomPage(rooms(17), now).rooms);
  expect(seen).toEqual(rooms(17));
});
