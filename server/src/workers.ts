/**
 * Work that nobody asks for: holds that run out, channel orders to ask about, refunds to push, readers of the record,
 * sessions of the coming days. Each round may run on every node at once; claims and compare-and-set keep the effect single.
 */
import type { Clock, Db, FactReader, Wake } from './kernel/index.ts';
import { forgetOldKeys, forgetUsedChallenges, runReaders } from './kernel/index.ts';

export interface Rounds {
  /** Expires due holds; returns how many. */
  expireHolds(): Promise<number>;
  /** Offers what was given back to who waits for it, and returns the rest; returns how many places it moved. */
  waitlist(): Promise<number>;
  /** Gives to everybody what was kept for somebody until now; returns how many shares. */
  recycle(): Promise<number>;
  /** Asks channels, pushes refunds. */
  payments(): Promise<void>;
  /** Fetches bills and matches them. */
  reconciliation(): Promise<void>;
  /** Sends messages to phones; returns how many it moved on. */
  deliveries(): Promise<number>;
  /** Lets every reader of the record, or only those named, work off what is new. */
  readers(only?: readonly string[]): Promise<void>;
  /** Finishes closures that were cut short. */
  closures(): Promise<unknown>;
  /** Marks who has not come by the time the rules give. */
  noShows(): Promise<number>;
  /** Makes the sessions that are missing of the coming days. */
  supply(): Promise<void>;
  /** Tells of alerts that nobody took on in time; returns how many. */
  alerts(): Promise<number>;
  housekeeping(): Promise<void>;
}

export interface WorkerGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  log: (message: string, error: unknown) => void;
  readers: FactReader[];
  expireHolds: () => Promise<number>;
  waitlist: () => Promise<number>;
  recycle: () => Promise<number>;
  payments: () => Promise<void>;
  reconciliation: () => Promise<void>;
  deliveries: () => Promise<number>;
  supply: () => Promise<void>;
  closures: () => Promise<unknown>;
  noShows: () => Promise<number>;
  alerts: () => Promise<number>;
  /** Takes away what is no longer kept. */
  keeping: () => Promise<unknown>;
}

export function rounds(ground: WorkerGround): Rounds {
  return {
    expireHolds: ground.expireHolds,
    waitlist: ground.waitlist,
    recycle: ground.recycle,
    payments: ground.payments,
    reconciliation: ground.reconciliation,
    deliveries: ground.deliveries,
    supply: ground.supply,
    closures: ground.closures,
    noShows: ground.noShows,
    alerts: ground.alerts,
    async readers(only) {
      const readers = ground.readers.filter(({ name }) => !only || only.includes(name));
      // what readers wrote is itself shown live; and while their transaction was open, facts above it could not be read
      await runReaders(ground.db, readers, () => ground.wake.announce());
    },
    async housekeeping() {
      await forgetOldKeys(ground.db, ground.clock.now());
      await forgetUsedChallenges(ground.db, ground.clock.now());
      await ground.keeping();
    },
  };
}

/** Never two of the same at once here; a ring during a round starts one more after it. */
function repeating(work: () => Promise<unknown>, log: WorkerGround['log'], name: string): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  return () => {
    again = true;
    running ??= (async () => {
      while (again) {
        again = false;
        await work().catch((error: unknown) => log(`${name} failed; it will be tried again`, error));
      }
      running = undefined;
    })();
    return running;
  };
}

const SECOND = 1_000;
/** A rush rings many times a second; the waiting list looks once for all of them. */
const SOON = 150;

/** Starts the timers; the returned function stops them and waits for what is running. */
export function startWorkers(ground: WorkerGround, all: Rounds): () => Promise<void> {
  const plan: [name: string, work: () => Promise<unknown>, every_ms: number][] = [
    ['expiring holds', all.expireHolds, SECOND],
    ['the waiting list', all.waitlist, SECOND],
    ['recycling', all.recycle, SECOND],
    ['payment work', all.payments, SECOND],
    ['readers', () => all.readers(), SECOND],
    ['messages to phones', all.deliveries, SECOND],
    ['reconciliation', all.reconciliation, 60 * SECOND],
    ['closures', all.closures, 10 * SECOND],
    ['alerts', all.alerts, 5 * SECOND],
    ['no-shows', all.noShows, 30 * SECOND],
    ['supply', all.supply, 600 * SECOND],
    ['housekeeping', all.housekeeping, 3_600 * SECOND],
  ];
  const jobs = plan.map(([name, work, every_ms]) => ({ run: repeating(work, ground.log, name), name, every_ms }));
  const timers = jobs.map(({ run, every_ms }) => setInterval(() => void run(), every_ms));
  const readers = jobs.find((job) => job.name === 'readers')!;
  const waitlist = jobs.find((job) => job.name === 'the waiting list')!;
  const deliveries = jobs.find((job) => job.name === 'messages to phones')!;
  let soon: NodeJS.Timeout | undefined;
  const unwake = ground.wake.onWake(() => {
    // what readers have to tell goes out at once
    void readers.run().then(deliveries.run);
    soon ??= setTimeout(() => {
      soon = undefined;
      void waitlist.run();
    }, SOON);
  });
  return async () => {
    unwake();
    clearTimeout(soon);
    for (const timer of timers) clearInterval(timer);
    await Promise.all(jobs.map(({ run }) => run()));
  };
}
