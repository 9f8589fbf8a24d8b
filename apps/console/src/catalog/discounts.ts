/** Discounts as they are typed: one cell for each payer class and part of the fee. */
import type { Answer } from '@menzhen/ui/client';
import { fenFromYuan, yuanFromFen } from '@menzhen/ui/format';
import { reducedFen } from '@menzhen/contract/fee';

export type Discount = Answer<'visitTypeList'>['items'][number]['discounts'][number];
type Part = Discount['part'];
export const payers = ['student', 'staff', 'retiree', 'self_pay'] as const satisfies readonly Discount['payer_class'][];
export const parts = ['registration', 'consultation'] as const satisfies readonly Part[];
export const cutKinds = ['none', 'percent', 'fen', 'at_most'] as const;

export interface Cell {
  payer_class: Discount['payer_class'];
  part: Part;
  kind: (typeof cutKinds)[number];
  /** A percentage as a whole number, else yuan. */
  typed: string;
}
export type Prices = Record<Part, number>;

export function cellsOf(discounts: readonly Discount[]): Cell[] {
  return payers.flatMap((payer_class) =>
    parts.map((part): Cell => {
      const known = discounts.find((one) => one.payer_class === payer_class && one.part === part);
      if (!known) return { payer_class, part, kind: 'none', typed: '' };
      const typed = known.kind === 'percent' ? String(known.value) : yuanFromFen(known.value);
      return { payer_class, part, kind: known.kind, typed };
    }),
  );
}

/** The cell as the server takes it: null is no discount, undefined cannot be. */
export function readCell(cell: Cell, list_fen: number): Discount | null | undefined {
  const { kind, typed, payer_class, part } = cell;
  if (kind === 'none') return null;
  const text = typed.trim();
  const percent = /^\d{1,3}$/.test(text) ? Number(text) : null;
  const value = kind === 'percent' ? percent : fenFromYuan(text);
  if (value === null || (kind !== 'at_most' && value < 1)) return undefined;
  if (value > (kind === 'percent' ? 100 : kind === 'fen' ? list_fen : Number.POSITIVE_INFINITY)) return undefined;
  return { payer_class, part, kind, value };
}

export function readCells(cells: readonly Cell[], prices: Prices): { discounts: Discount[]; wrong: Cell[] } {
  const read = cells.map((cell) => ({ cell, discount: readCell(cell, prices[cell.part]) }));
  return {
    discounts: read.flatMap(({ discount }) => discount ?? []),
    wrong: read.filter(({ discount }) => discount === undefined).map(({ cell }) => cell),
  };
}

/** What a class pays for a visit with these cells; null while something cannot be read. */
export function paysFen(cells: readonly Cell[], payer_class: Discount['payer_class'], prices: Prices): number | null {
  let sum_fen = 0;
  for (const cell of cells.filter((one) => one.payer_class === payer_class)) {
    const discount = readCell(cell, prices[cell.part]);
    if (discount === undefined) return null;
    sum_fen += discount ? reducedFen(prices[cell.part], discount) : prices[cell.part];
  }
  return sum_fen;
}
