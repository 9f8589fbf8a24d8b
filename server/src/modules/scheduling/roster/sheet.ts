/** A sheet as both file formats give it: text in cells, merged cells filled, addresses as people say them. */
import { fileFault, MOST } from './fault.ts';

export interface Range {
  top: number;
  left: number;
  bottom: number;
  right: number;
}
export interface Sheet {
  name: string;
  /** Rows of cells; a merged cell's text stands in each of its cells. Rows may be of different length. */
  rows: string[][];
  merges: Range[];
  /** Days between a serial number 0 and 1899-12-30: 0, or 1462 in workbooks that count from 1904. */
  epoch_days: number;
}

/** 0 -> A, 26 -> AA */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}
export const cellName = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

/** 'C7' -> row 6, column 2; undefined: no address. */
export function placeOf(address: string): { row: number; column: number } | undefined {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(address);
  if (!found) return undefined;
  const column = [...found[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { row: Number(found[2]) - 1, column };
}

export const textAt = (sheet: Sheet, row: number, column: number): string => sheet.rows[row]?.[column] ?? '';

/**
 * Puts each merged cell's text into all of its cells.
 * @throws Refusal roster_unreadable: merges lie over one another, so that they hold more cells than a sheet may have
 */
export function fillMerges(rows: string[][], merges: Range[]): void {
  let left_over = MOST.rows * MOST.columns;
  for (const { top, left, bottom, right } of merges) {
    const text = rows[top]?.[left] ?? '';
    if (!text || right < left || bottom < top) continue;
    const last = Math.min(bottom, rows.length - 1);
    left_over -= (last - top + 1) * (right - left + 1);
    if (left_over < 0) throw fileFault('too_large');
    for (let row = top; row <= last; row += 1)
      for (let column = left; column <= right; column += 1) rows[row]![column] = text;
  }
}
