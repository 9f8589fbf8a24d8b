/** Posting: in the caller's transaction, beside the change that moved the money. */
import { assertFen, dayOf, newId, type Tx } from '../../kernel/index.ts';
import { insertPostings } from './store.ts';
import type { Posting } from './tables.ts';

/**
 * Posts what moved, each posting once for its kind and source; one without legs (nothing moved) is left out.
 * Returns how many were not there yet.
 * @throws a database error when the hospital's day of a posting is closed
 */
export async function post(tx: Tx, ...postings: Posting[]): Promise<number> {
  const moving = postings.filter(({ legs }) => legs.length > 0);
  if (moving.length === 0) return 0;
  for (const { legs } of moving) for (const leg of legs) assertFen(leg.amount_fen);
  const made = await insertPostings(
    tx,
    moving.map((posting) => ({ ...posting, id: newId(), day: dayOf(posting.at) })),
  );
  return made.length;
}
