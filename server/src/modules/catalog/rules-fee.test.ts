import fc from 'fast-check';
import { discountKinds, feePartKinds, payerClasses } from '@menzhen/contract';
import { describe, expect, test } from 'vitest';
import { type Discount, discountFaults, feeParts, feeSum, listFee } from './rules-fee.ts';

const prices = { registration_fen: 500, consultation_fen: 1000 };
const discount = (kind: Discount['kind'], value: number, more: Partial<Discount> = {}): Discount => ({
  payer_class: 'student',
  part: 'registration',
  kind,
  value,
  ...more,
});
const registration = (list_fen: number, one: Discount) =>
  feeParts({ ...prices, registration_fen: list_fen, discounts: [one] }, 'student')[0]!.amount_fen;

describe('what a payer class pays', () => {
  test('the list price where it has no discount', () => {
    const others = [discount('percent', 50, { payer_class: 'staff' })];
    expect(feeParts({ ...prices, discounts: others }, 'student')).toEqual([
      { kind: 'registration', list_fen: 500, discount_fen: 0, amount_fen: 500 },
      { kind: 'consultation', list_fen: 1000, discount_fen: 0, amount_fen: 1000 },
    ]);
    expect(listFee(prices)).toBe(1500);
  });

  test('each part by its own discount', () => {
    const discounts = [discount('percent', 50), discount('fen', 300, { part: 'consultation' })];
    const parts = feeParts({ ...prices, discounts }, 'student');
    expect(parts).toEqual([
      { kind: 'registration', list_fen: 500, discount_fen: 250, amount_fen: 250 },
      { kind: 'consultation', list_fen: 1000, discount_fen: 300, amount_fen: 700 },
    ]);
    expect(feeSum(parts)).toBe(950);
  });

  test.each([
    ['half of an odd fen is the hospital’s loss', 501, discount('percent', 50), 250],
    ['a third', 1000, discount('percent', 33), 670],
    ['all of it', 999, discount('percent', 100), 0],
    ['one fen less one per cent', 1, discount('percent', 1), 0],
    ['so much off', 500, discount('fen', 120), 380],
    ['more off than a session’s own fee: nothing is left, never less', 100, discount('fen', 120), 0],
    ['at most', 500, discount('at_most', 200), 200],
    ['at most, and the price is lower', 100, discount('at_most', 200), 100],
    ['at most nothing', 500, discount('at_most', 0), 0],
  ])('%s', (_what, list_fen, one, amount_fen) => {
    expect(registration(list_fen, one)).toBe(amount_fen);
  });

  test('always whole fen between nothing and the list, and the parts add up', () => {
    const price = fc.integer({ min: 0, max: 100_000_000 });
    const one = fc.record({
      payer_class: fc.constantFrom(...payerClasses),
      part: fc.constantFrom(...feePartKinds),
      kind: fc.constantFrom(...discountKinds),
      value: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(price, price, fc.array(one), fc.constantFrom(...payerClasses), (a, b, discounts, payer_class) => {
        const list = { registration_fen: a, consultation_fen: b };
        for (const part of feeParts({ ...list, discounts }, payer_class)) {
          expect(Number.isSafeInteger(part.amount_fen)).toBe(true);
          expect(part.amount_fen).toBeGreaterThanOrEqual(0);
          expect(part.discount_fen).toBeGreaterThanOrEqual(0);
          expect(part.amount_fen + part.discount_fen).toBe(part.list_fen);
        }
      }),
    );
  });
});

describe('discounts that cannot be', () => {
  test.each([
    ['more than all', discount('percent', 101), 'value', 'percent'],
    ['no per cent', discount('percent', 0), 'value', 'percent'],
    ['nothing off', discount('fen', 0), 'value', 'nothing'],
    ['more off than the price', discount('fen', 501), 'value', 'above_price'],
  ])('%s', (_what, one, field, why) => {
    const fine = discount('percent', 100, { payer_class: 'staff' });
    expect(discountFaults(prices, [fine, one])).toEqual([{ at: 1, field, why }]);
  });

  test('two of one class and part', () => {
    expect(discountFaults(prices, [discount('percent', 5), discount('fen', 5)])).toEqual([
      { at: 1, field: 'part', why: 'twice' },
    ]);
  });

  test('the whole price off, and free of charge, can be', () => {
    expect(discountFaults(prices, [discount('fen', 500), discount('at_most', 0, { part: 'consultation' })])).toEqual(
      [],
    );
  });
});
