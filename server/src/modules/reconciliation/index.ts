/** Reconciliation's only door: the channels' bills, the differences between them and us, and the closing of days. */
import { type Handlers, inTransaction, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from '../payment/index.ts';
import { type ReconciliationRouteNames, reconciliationHandlers } from './routes.ts';
import { fetchNext, wantDueBills } from './service-bill.ts';
import { followRefunds } from './service-case.ts';
import { unexplained } from './service-day.ts';
import { explain, SYSTEM_ACTOR } from './service-match.ts';
import type { BillKey, ReconciliationGround } from './tables.ts';

export { reconciliationFacts } from './facts.ts';
export type { BillKey, ReconciliationGround } from './tables.ts';

export interface Reconciliation {
  handlers: Handlers<ReconciliationRouteNames>;
  /** One round: fetches and matches what is due, follows money on its way back, settles what is explained by now. */
  work(): Promise<void>;
  /** Fetches and matches one bill if it is due; false: it is not. */
  fetchOne(bill: BillKey): Promise<boolean>;
  /** Fen that the channels' accounts hold and nothing explains; 0 in a house in order. */
  unexplainedFen(tx: Tx): Promise<number>;
  /** Waits for a round that nobody waited for; before the database closes. */
  drain(): Promise<void>;
}

export function openReconciliation(ground: ReconciliationGround): Reconciliation {
  let round: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function once(): Promise<void> {
    await wantDueBills(ground);
    while (await fetchNext(ground));
    await followRefunds(ground);
    await inTransaction(ground.db, (tx) => explain(tx, ground, { who: SYSTEM_ACTOR, by: 'explained' }));
  }
  /** A round that begins after it was asked for: the one under way may have passed the bill that somebody asks for now. */
  function work(): Promise<void> {
    if (!round) {
      round = once().finally(() => {
        round = undefined;
      });
      return round;
    }
    next ??= round
      .catch(() => {})
      .then(() => {
        next = undefined;
        return work();
      });
    return next;
  }
  function soon(): void {
    work().catch((error: unknown) => {
      ground.log.error({ err: error }, 'a round of reconciliation did not end; tried again later');
    });
  }

  return {
    handlers: reconciliationHandlers(ground, soon),
    work,
    fetchOne: (bill) => fetchNext(ground, bill),
    unexplainedFen: (tx) => unexplained(tx, Object.keys(ground.channels) as ChannelName[]),
    async drain() {
      while (round) await (next ?? round).catch(() => {});
    },
  };
}
