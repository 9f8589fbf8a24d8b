/** Yuan as the channels write them, to fen and back, by digits: money never passes through a fraction. */

/**
 * `12.50`, `-0.06`, `0.00000`, `7`: at most two places count, what follows must be zeros.
 * @throws RangeError for anything else, and for more than is counted exactly
 */
export function fenOfYuan(text: string): number {
  const found = /^(-?)(\d{1,12})(?:\.(\d\d?)0*)?$/.exec(text);
  if (!found) throw new RangeError('not an amount in yuan');
  const fen = Number(found[2]) * 100 + Number((found[3] ?? '').padEnd(2, '0'));
  return found[1] === '-' && fen > 0 ? -fen : fen;
}

export function yuanOfFen(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
