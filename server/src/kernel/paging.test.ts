import { expect, test } from 'vitest';
import { newId } from './id.ts';
import { cutPage, readCursor, readSeqCursor, readTimeCursor, writeCursor } from './paging.ts';

test('a cursor says what was written; none says nothing', () => {
  const id = newId();
  expect(readSeqCursor(writeCursor([41]))).toBe(41);
  expect(readTimeCursor(writeCursor(['2026-03-02T00:00:00.123456Z', id]))).toEqual(['2026-03-02T00:00:00.123456Z', id]);
  expect([readCursor(undefined, 2), readSeqCursor(undefined), readTimeCursor(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test.each([[], ['x'], [1.5], [-1], [1e300], [1, 2], [null], [{}], ['1']])(
  'not a place in a sequence: %j',
  (...parts) => {
    expect(() => readSeqCursor(writeCursor(parts as never))).toThrow('input_invalid');
  },
);

test.each([
  ['x', 'y'],
  ['2026-02-30T00:00:00Z', newId()],
  ['0000-01-01T00:00:00Z', newId()],
  ['2026-03-02T00:00:00Z', "' or 1=1 --"],
  ['2026-03-02T00:00:00Z', 7],
  [newId()],
])('not a time and an id: %j', (...parts) => {
  expect(() => readTimeCursor(writeCursor(parts))).toThrow('input_invalid');
});

test.each(['', 'x', '%', '🙂', Buffer.from('{"a":1}').toString('base64url')])('no cursor at all: “%s”', (text) => {
  expect(() => readCursor(text, 1)).toThrow('input_invalid');
});

test('a page is cut at its limit and says where the next begins; the last says that it is', () => {
  expect(cutPage([1, 2, 3], 2, (last) => [last])).toEqual({ items: [1, 2], next_cursor: writeCursor([2]) });
  expect(cutPage([1, 2], 2, (last) => [last])).toEqual({ items: [1, 2], next_cursor: null });
  expect(cutPage([], 2, () => [])).toEqual({ items: [], next_cursor: null });
});
