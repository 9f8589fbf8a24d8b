import { describe, expect, test } from 'vitest';
import { type Cell, cellsOf, type Discount, paysFen, readCells } from './discounts.ts';

const prices = { registration: 500, consultation: 1000 };
const half: Discount = { payer_class: 'student', part: 'registration', kind: 'percent', value: 50 };
const free: Discount = { payer_class: 'retiree', part: 'consultation', kind: 'at_most', value: 0 };
const less: Discount = { payer_class: 'staff', part: 'consultation', kind: 'fen', value: 250 };
const typed = (kind: Cell['kind'], text: string) => {
  const cells = cellsOf([]);
  Object.assign(cells[0]!, { kind, typed: text });
  return cells;
};

test('what is known is typed, and reads as what it was', () => {
  const cells = cellsOf([half, free, less]);
  expect(cells).toHaveLength(8);
  expect(cells.filter((cell) => cell.kind !== 'none').map((cell) => cell.typed)).toEqual(['50', '2.50', '0.00']);
  expect(readCells(cells, prices)).toEqual({ discounts: [half, less, free], wrong: [] });
});

test('the fee of each class, as it is typed', () => {
  const cells = cellsOf([half, free, less]);
  expect(paysFen(cells, 'student', prices)).toBe(1250);
  expect(paysFen(cells, 'staff', prices)).toBe(1250);
  expect(paysFen(cells, 'retiree', prices)).toBe(500);
  expect(paysFen(cells, 'self_pay', prices)).toBe(1500);
});

describe('what cannot be', () => {
  test.each([
    ['percent', ''],
    ['percent', '0'],
    ['percent', '101'],
    ['percent', '12.5'],
    ['fen', '0'],
    ['fen', '5.01'],
    ['fen', 'five'],
    ['at_most', ''],
    ['at_most', '-1'],
  ] as const)('%s %s', (kind, text) => {
    const cells = typed(kind, text);
    expect(readCells(cells, prices).wrong).toEqual([cells[0]]);
    expect(paysFen(cells, 'student', prices)).toBeNull();
  });
});
