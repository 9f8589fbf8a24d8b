/** Use cases of a drawer. Its row is locked before the cash in it is read, so that two windows never count on the same notes. */
import type { CountLineView, DrawerDirection } from '@menzhen/contract';
import { found, newId, Refusal, record, type Tx, yuan } from '../../kernel/index.ts';
import { type Deed, factOfClosing, factOfMove, factOfOpening } from './facts.ts';
import { postClosing, postFloat } from './postings.ts';
import type { DrawerNeeds } from './ports.ts';
import { countedFen, judgeCount, namesEachFaceOnce, shortBy } from './rules.ts';
import * as store from './store.ts';
import type { DrawerRow, MoveRow } from './tables.ts';

export interface OpenAsk {
  /** Staff id. */
  cashier: string;
  place: string;
  opening_fen: number;
}
export interface MoveAsk {
  id: string;
  cashier: string;
  direction: DrawerDirection;
  amount_fen: number;
  reason: string;
}
export interface CloseAsk {
  id: string;
  /** Staff id of who counted. */
  by: string;
  /** Whether drawers of others are theirs to count (finance). */
  of_anybody: boolean;
  count: readonly CountLineView[];
  note: string | null;
}

const closedBefore = () => new Refusal('drawer_closed');
const countTwice = () =>
  new Refusal('input_invalid', {}, [{ field: 'count', message: '每种面额只填一行 / each face value has one line' }]);

export function drawerService(needs: DrawerNeeds) {
  const { ledger } = needs;

  async function lockOwn(tx: Tx, id: string, cashier: string): Promise<DrawerRow> {
    const drawer = found(await store.lockDrawer(tx, id));
    if (drawer.cashier !== cashier) throw new Refusal('not_found');
    if (drawer.state !== 'open') throw closedBefore();
    return drawer;
  }

  const holds = async (tx: Tx, drawer: DrawerRow, leaving_fen: number): Promise<boolean> =>
    shortBy(await ledger.cashOfDrawer(tx, drawer.id), leaving_fen) === 0;

  /** @throws Refusal drawer_short: there is less in it than is to leave it */
  async function keepEnough(tx: Tx, drawer: DrawerRow, leaving_fen: number): Promise<void> {
    const inside_fen = await ledger.cashOfDrawer(tx, drawer.id);
    if (shortBy(inside_fen, leaving_fen) === 0) return;
    throw new Refusal('drawer_short', { inside: yuan(inside_fen), amount: yuan(leaving_fen) });
  }

  /** @throws Refusal drawer_count_wrong: over or short, and nobody said why */
  function explained(counted_fen: number, expected_fen: number, note: string | null): number {
    const { difference_fen, unexplained } = judgeCount({ expected_fen, counted_fen, note });
    if (!unexplained) return difference_fen;
    const amount = yuan(Math.abs(difference_fen));
    throw new Refusal('drawer_count_wrong', {
      zh: {
        expected: yuan(expected_fen),
        counted: yuan(counted_fen),
        what: `${difference_fen < 0 ? '短' : '长'} ${amount}`,
      },
      en: {
        expected: yuan(expected_fen),
        counted: yuan(counted_fen),
        what: `${amount} ${difference_fen < 0 ? 'short' : 'over'}`,
      },
    });
  }

  return {
    keepEnough,
    /** Whether there is so much in it; the drawer is locked. */
    holds,
    /** @throws Refusal drawer_open_already */
    async open(tx: Tx, ask: OpenAsk, deed: Deed): Promise<DrawerRow> {
      const drawer = await store.insertDrawer(tx, { ...ask, id: newId(deed.at.epochMilliseconds), opened_at: deed.at });
      if (!drawer) throw new Refusal('drawer_open_already');
      await record(tx, factOfOpening(drawer, deed));
      await postFloat(ledger, tx, {
        ...deed,
        drawer,
        amount_fen: ask.opening_fen,
        source: `drawer_opening:${drawer.id}`,
      });
      return drawer;
    },
    /** @throws Refusal not_found, drawer_closed, drawer_short */
    async move(tx: Tx, ask: MoveAsk, deed: Deed): Promise<DrawerRow> {
      const drawer = await lockOwn(tx, ask.id, ask.cashier);
      const { direction, amount_fen, reason } = ask;
      if (direction === 'to_safe') await keepEnough(tx, drawer, amount_fen);
      const move: MoveRow = { id: newId(), drawer_id: drawer.id, direction, amount_fen, reason, ...deed };
      await store.insertMove(tx, move);
      await record(tx, factOfMove(drawer, move, deed));
      const signed_fen = direction === 'from_safe' ? amount_fen : -amount_fen;
      await postFloat(ledger, tx, {
        ...deed,
        drawer,
        amount_fen: signed_fen,
        source: `drawer_move:${move.id}`,
        note: reason,
      });
      return drawer;
    },
    /**
     * Counts and closes: what is over or short is posted as such, and the counted cash goes to the safe, so that a closed
     * drawer holds nothing.
     * @throws Refusal not_found, drawer_closed, drawer_count_wrong
     */
    async close(tx: Tx, ask: CloseAsk, deed: Deed): Promise<DrawerRow> {
      if (!namesEachFaceOnce(ask.count)) throw countTwice();
      const before = found(await store.lockDrawer(tx, ask.id));
      if (before.cashier !== ask.by && !ask.of_anybody) throw new Refusal('not_found');
      if (before.state !== 'open') throw closedBefore();
      const [expected_fen, counted_fen] = [await ledger.cashOfDrawer(tx, ask.id), countedFen(ask.count)];
      const difference_fen = explained(counted_fen, expected_fen, ask.note);
      const closed = await store.closeDrawer(tx, {
        id: ask.id,
        closed_at: deed.at,
        closed_by: ask.by,
        expected_fen,
        counted_fen,
        difference_fen,
        count: ask.count.filter((line) => line.pieces > 0),
        note: ask.note,
      });
      if (!closed) throw closedBefore();
      await record(tx, factOfClosing(closed, deed));
      await postClosing(ledger, tx, closed, deed);
      return closed;
    },
    /**
     * The cashier's open drawer, locked until the transaction ends: taken before any patient, booking or order is locked.
     * @throws Refusal drawer_not_open
     */
    async lockOpen(tx: Tx, cashier: string): Promise<DrawerRow> {
      const drawer = await store.lockOpenDrawerOf(tx, cashier);
      if (!drawer) throw new Refusal('drawer_not_open');
      return drawer;
    },
    findOpen: store.openDrawerOf,
    /** As lockOpen, where one can go on without. */
    lockOpenIfAny: store.lockOpenDrawerOf,
    /** Newest first. */
    list: store.listDrawers,
    uncounted: store.uncounted,
  };
}
export type DrawerService = ReturnType<typeof drawerService>;
