import { expect, test } from 'vitest';
import { longestOf, meaningsOf, piecesOf } from './pieces.ts';

const text = '昨晚起嗓子疼，没发烧';

test('recognised words are cut out of the sentence, and all of it stays', () => {
  const marks = [
    { start: 3, end: 6 },
    { start: 8, end: 10 },
  ];
  expect(piecesOf(text, marks)).toEqual([
    { text: '昨晚起', mark: -1 },
    { text: '嗓子疼', mark: 0 },
    { text: '，没', mark: -1 },
    { text: '发烧', mark: 1 },
  ]);
  expect(
    piecesOf(text, marks)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('marks that overlap or do not fit lose no word', () => {
  const pieces = piecesOf(text, [
    { start: 0, end: 6 },
    { start: 3, end: 6 },
    { start: 4, end: 99 },
    { start: 5, end: 5 },
  ]);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  expect(pieces.map((piece) => piece.mark)).toEqual([0, 0, -1]);
  expect(piecesOf('', [])).toEqual([]);
});

test('each meaning is said once, in the order of the words', () => {
  expect(
    meaningsOf('咳，一直咳', [
      { start: 4, end: 5, label: '咳嗽' },
      { start: 0, end: 1, label: '咳嗽' },
      { start: 2, end: 4, label: '持续' },
      { start: 0, end: 1, label: '咳' },
    ]),
  ).toEqual([
    { words: '咳', label: '咳嗽' },
    { words: '一直', label: '持续' },
  ]);
});

test('words within longer words are not said again', () => {
  expect(longestOf(['胸口压着疼', '胸口压着', '冷汗', '冷汗', '压着'])).toEqual(['胸口压着疼', '冷汗']);
});
