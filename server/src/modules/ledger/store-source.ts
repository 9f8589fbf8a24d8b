/** SQL of what single payments and refunds moved. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { LineRow, PostingKind } from './tables.ts';

/** Named, so that the index of what was posted once answers. */
const OF_PAYMENTS: readonly PostingKind[] = ['captured', 'refund_promised', 'refund_paid'];

/** Every line that these orders and refunds moved, in the order in which they were posted. */
export async function linesOfSources(tx: Tx, sources: readonly string[]): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    select p.id as posting_id, l.n, p.at, p.kind, p.source, p.actor, p.note, l.debit, l.credit, l.amount_fen, l.part, l.channel,
      l.cashier, l.department_id, l.payer_class
    from ledger_posting p join ledger_leg l on l.posting_id = p.id
    where p.kind = any(${OF_PAYMENTS}::text[]) and p.source = any(${sources}::text[])
    order by p.at, p.id, l.n
  `.execute(tx);
  return rows;
}
