/** Fen as yuan with two decimals, by digits: money never passes through a fraction. */
export function yuan(fen: number): string {
  const text = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}

/** @returns fen, or undefined when the text is not an amount in yuan with at most two decimals. */
export function fenOf(yuanText: string): number | undefined {
  const [, whole, fraction = ''] = yuanText.match(/^(\d{1,9})(?:\.(\d{1,2}))?$/) ?? [];
  return whole === undefined ? undefined : Number(whole + fraction.padEnd(2, '0'));
}
