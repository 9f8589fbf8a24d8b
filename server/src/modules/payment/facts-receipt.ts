/** The fact that a paper about money was issued; without the names that stand on it. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';

const ReceiptData = Type.Object({
  receipt_id: Type.String(),
  number: Type.String(),
  order_id: Type.String(),
  refund_id: Type.Union([Type.String(), Type.Null()]),
  amount_fen: Type.Integer({ minimum: 1 }),
});

export const receiptFacts = { 'receipt.issued': ReceiptData } as const;

export function factOfReceipt(
  data: Static<typeof ReceiptData>,
  by: { at: Temporal.Instant; actor: string; patient: string },
): FactInput {
  return { ...by, kind: 'receipt.issued', subject: `receipt:${data.receipt_id}`, data };
}
