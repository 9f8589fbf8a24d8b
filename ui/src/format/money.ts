/** Money on screens: integer fen in, `¥12.50` out. */

export function money(amount_fen: number): string {
  const sign = amount_fen < 0 ? '−' : '';
  const fen = Math.abs(amount_fen);
  const yuan = Math.floor(fen / 100).toLocaleString('en-US');
  return `${sign}¥${yuan}.${String(fen % 100).padStart(2, '0')}`;
}

/** What a person typed as yuan ("12.5", "¥ 12.50") in fen; null when it is not an amount with at most two decimals. */
export function fenFromYuan(text: string): number | null {
  const match = /^[¥￥]?\s*(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** Fen as the yuan a person would type: 1250 becomes "12.50". */
export function yuanFromFen(amount_fen: number): string {
  return (amount_fen / 100).toFixed(2);
}
