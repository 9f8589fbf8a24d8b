/** Money is integer fen everywhere; yuan exists only in sentences and in a channel's bill. */
export function assertFen(amount_fen: number): number {
  if (!Number.isSafeInteger(amount_fen)) throw new Error(`${amount_fen} is not integer fen`);
  return amount_fen;
}

/** 1250 -> "12.50" */
export function yuan(amount_fen: number): string {
  const sign = assertFen(amount_fen) < 0 ? '-' : '';
  const fen = Math.abs(amount_fen);
  return `${sign}${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
