/** What is left of a price after a discount: one reading for the server, which charges it, and the screens, which show it. */

export interface PriceCut {
  kind: 'percent' | 'fen' | 'at_most';
  /** Per cent off, fen off, or the most fen that are paid. */
  value: number;
}

/** Fen to be paid. A fraction of a fen is the hospital's loss: nobody pays more than the percentage says. */
export function reducedFen(list_fen: number, { kind, value }: PriceCut): number {
  if (kind === 'percent') return Math.floor((list_fen * (100 - value)) / 100);
  // a session's own fee may be below what is taken off the visit type's
  if (kind === 'fen') return Math.max(0, list_fen - value);
  return Math.min(list_fen, value);
}
