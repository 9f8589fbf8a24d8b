/** What a visit costs: the price list, and what a payer class pays less. Pure. */
import { type FeeDiscount, type FeePart, feePartKinds, type payerClasses, type Static } from '@menzhen/contract';
import { reducedFen } from '@menzhen/contract/fee';
import type { VisitTypeRow } from './tables.ts';

export type FeePartRow = Static<typeof FeePart>;
export type Discount = Static<typeof FeeDiscount>;
export type PayerClass = (typeof payerClasses)[number];
type Prices = Pick<VisitTypeRow, 'registration_fen' | 'consultation_fen'>;

const listFen = (prices: Prices): Record<FeePartRow['kind'], number> => ({
  registration: prices.registration_fen,
  consultation: prices.consultation_fen,
});

/** What a visit of this type costs a payer of this class, in parts; the fee is the sum of their amounts. */
export function feeParts(visitType: Prices & Pick<VisitTypeRow, 'discounts'>, payer_class: PayerClass): FeePartRow[] {
  const prices = listFen(visitType);
  return feePartKinds.map((kind) => {
    const list_fen = prices[kind];
    const discount = visitType.discounts.find((one) => one.part === kind && one.payer_class === payer_class);
    const amount_fen = discount ? reducedFen(list_fen, discount) : list_fen;
    return { kind, list_fen, discount_fen: list_fen - amount_fen, amount_fen };
  });
}

export const feeSum = (parts: readonly Pick<FeePartRow, 'amount_fen'>[]): number =>
  parts.reduce((sum, part) => sum + part.amount_fen, 0);

/** By the price list, before anybody's discount. */
export const listFee = (prices: Prices): number => prices.registration_fen + prices.consultation_fen;

export interface DiscountFault {
  /** Which of the discounts. */
  at: number;
  field: 'value' | 'part';
  why: 'twice' | 'percent' | 'nothing' | 'above_price';
}

/** What is wrong with the discounts of a visit type, each told at its place; several of one class and part are refused. */
export function discountFaults(prices: Prices, discounts: readonly Discount[]): DiscountFault[] {
  const list_fen = listFen(prices);
  const seen = new Set<string>();
  return discounts.flatMap(({ payer_class, part, kind, value }, at): DiscountFault[] => {
    const cell = `${payer_class} ${part}`;
    if (seen.has(cell)) return [{ at, field: 'part', why: 'twice' }];
    seen.add(cell);
    if (kind === 'percent' && (value < 1 || value > 100)) return [{ at, field: 'value', why: 'percent' }];
    if (kind === 'fen' && value < 1) return [{ at, field: 'value', why: 'nothing' }];
    return kind === 'fen' && value > list_fen[part] ? [{ at, field: 'value', why: 'above_price' }] : [];
  });
}
