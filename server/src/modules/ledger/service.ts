/** Posting: in the caller's transaction, beside the change that moved the money. */
import { assertFen, dayOf, newId, record, type Tx } from '../../kernel/index.ts';
import { factOfClosedDay } from './facts.ts';
import { insertClosedDay, insertPostings } from './store.ts';
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

export interface DayClosing {
  day: string;
  at: Temporal.Instant;
  actor: string;
  /** What stood at the closing, as whoever closes counts it; kept as it is given. */
  totals: unknown;
}

/** Closes the day for good, after `lockDay`. False: it was closed before. */
export async function closeDay(tx: Tx, ask: DayClosing): Promise<boolean> {
  const closed = await insertClosedDay(tx, ask);
  if (closed) await record(tx, factOfClosedDay({ day: ask.day }, { at: ask.at, actor: ask.actor }));
  return closed;
}

export { accountDays, closedDays, listLines, positions } from './store.ts';
