/** SQL of the cash in drawers, by what moved it. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { PostingKind } from './tables.ts';

export interface DrawerCash {
  drawer_id: string;
  kind: PostingKind;
  /** Into the drawer positive, out of it negative. */
  amount_fen: number;
}

/** What postings of each kind added to the cash of each drawer. */
export async function cashOfDrawers(tx: Tx, drawer_ids: readonly string[]): Promise<DrawerCash[]> {
  const { rows } = await sql<DrawerCash>`
    select l.drawer_id, p.kind, sum(case when l.debit = 'cash' then l.amount_fen else -l.amount_fen end)::bigint as amount_fen
    from ledger_leg l join ledger_posting p on p.id = l.posting_id
    where l.drawer_id = any(${drawer_ids}::uuid[]) and 'cash' in (l.debit, l.credit)
    group by l.drawer_id, p.kind
  `.execute(tx);
  return rows;
}
