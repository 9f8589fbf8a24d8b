import { expect, test } from 'vitest';
import { cut, levelLook, longest, minutesSince } from './looks.ts';

test('a text is cut at its marks and nothing is lost', () => {
  const text = '胸口疼，没有发烧';
  const marks = [
    { start: 6, end: 8 },
    { start: 0, end: 3 },
    { start: 1, end: 2 },
    { start: 5, end: 99 },
  ];
  const pieces = cut(text, marks);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.filter((piece) => piece.mark).map((piece) => piece.text)).toEqual(['胸口疼', '发烧']);
});

test('of words within words the longest is told, once', () => {
  expect(longest(['胸口压', '胸口压着疼', '冷汗', '胸口压着疼'])).toEqual(['胸口压着疼', '冷汗']);
});

test('each level has a shape of its own, and a clock that is behind gives no negative time', () => {
  expect(new Set(([1, 2, 3, 4] as const).map((level) => levelLook(level).shape)).size).toBe(4);
  expect(minutesSince('2026-03-02T08:00:00Z', Date.parse('2026-03-02T07:59:00Z'))).toBe(0);
});
