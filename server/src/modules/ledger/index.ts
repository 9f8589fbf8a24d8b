/** The ledger's only door: what moved, posted once and for ever, and what stands where. Knows no orders and no bookings. */
import type { Handlers, Tx } from '../../kernel/index.ts';
import { type LedgerGround, ledgerHandlers } from './routes.ts';
import { closeDay, type DayClosing, post } from './service.ts';
import { cashOfDrawer, type ClosedDayRow, closedDays, lockDay } from './store.ts';
import { cashOfDrawers, type DrawerCash } from './store-drawer.ts';
import { linesOfSources } from './store-source.ts';
import type { LineRow, Posting } from './tables.ts';

export { ledgerFacts } from './facts.ts';
export { capturedLegs, moneyAccount, paidBackLegs, promisedLegs } from './rules.ts';
export type { ClosedDayRow } from './store.ts';
export type { Leg, LegTags, Posting } from './tables.ts';

export interface Ledger {
  handlers: Handlers<'ledgerDay' | 'ledgerLines'>;
  /** In the caller's transaction; returns how many postings were not there yet. */
  post(tx: Tx, ...postings: Posting[]): Promise<number>;
  /** What a drawer's lines add to the account of cash, in fen. */
  cashOfDrawer(tx: Tx, drawer_id: string): Promise<number>;
  /** The same for several drawers, by the kind of posting that moved it. */
  cashOfDrawers(tx: Tx, drawer_ids: readonly string[]): Promise<DrawerCash[]>;
  /** Every line that these orders and refunds (`order:…`, `refund:…`) moved, as they were posted. */
  linesOf(tx: Tx, sources: readonly string[]): Promise<LineRow[]>;
  /** Postings into the day wait until the transaction has ended. */
  lockDay(tx: Tx, day: string): Promise<void>;
  /** After `lockDay`. False: it was closed before. */
  closeDay(tx: Tx, ask: DayClosing): Promise<boolean>;
  closedDays(tx: Tx, days: readonly string[]): Promise<ClosedDayRow[]>;
}

export const openLedger = (ground: LedgerGround): Ledger => ({
  handlers: ledgerHandlers(ground),
  post,
  cashOfDrawer,
  cashOfDrawers,
  linesOf: linesOfSources,
  lockDay,
  closeDay,
  closedDays,
});
