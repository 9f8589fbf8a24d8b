/** SQL: whether there is work at all. */
import { sql, type Tx } from '../../kernel/index.ts';

/** One question before a transaction with three of them: in most seconds nothing is due. */
export async function anythingDue(tx: Tx, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select exists (select 1 from payment_notice where next_try_at <= ${now})
      or exists (select 1 from payment_order where next_query_at <= ${now})
      or exists (select 1 from refund where next_try_at <= ${now}) as due
  `.execute(tx);
  return rows[0]!.due;
}
