/**
 * Booking x hold x payment: random acts of patients, desk, channel, clock and misfortune overtake one another on a real
 * database. Whatever happened, when it is over every invariant holds and nothing is left hanging.
 * A failure prints the seed and the acts; run again with SEED, RUNS asks for more of them. The order of acts and of messages
 * follows the seed; which of two transactions the database lets go first does not, so a rare failure may need several runs.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';
import { allCommands, begin, type Nothing } from './commands.ts';
import { type Furniture, furnish, type House, openHouse, type Pool, setStage } from './house.ts';
import { brokenInvariants } from './invariants.ts';
import { channelOf, POWER_CUT, World } from './world.ts';

const RUNS = Number(process.env.RUNS ?? 50);
const MOST_SECONDS = (RUNS * 30) / 50;
const senior: Pool = { pool: 'senior', floor: 1, ceiling: null };
const app: Pool = { pool: 'app', floor: 1, ceiling: 2 };
/** How the places are shared out: not at all, one kept for others, one kept for phones and no more than that through them. */
const partitions: Pool[][] = [[], [], [senior], [app]];

let database: FreshDatabase;
let house: House;
let furniture: Furniture;
let world: World;

beforeAll(async () => {
  database = await freshDatabase();
  house = await openHouse(database.url, {
    clock: { now: () => (world ? world.now() : Temporal.Instant.from('2026-03-02T01:00:00Z')) },
    channel: channelOf(() => world),
    channelNow: () => world.channel.now(),
    beforeSettling() {
      if (world.power_cuts <= 0) return;
      world.power_cuts -= 1;
      throw new Error(POWER_CUT);
    },
  });
  furniture = await furnish(house);
});
afterAll(async () => {
  await house.db.close();
  await database.drop();
});

/** Lets everything under way arrive, in an order of the scheduler's choice. */
async function letArrive(scheduler: fc.Scheduler): Promise<void> {
  while (world.running > 0 || scheduler.count() > 0) {
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it('keeps every invariant, whatever overtakes what', { timeout: 90_000 + MOST_SECONDS * 1000 }, async () => {
  const property = fc.asyncProperty(
    fc.commands<Nothing, World>(allCommands as never, { maxCommands: 40, size: 'max' }),
    fc.scheduler(),
    fc.nat(2),
    fc.constantFrom(...partitions),
    async (commands, scheduler, patients, pools) => {
      const stage = await setStage(house, furniture, pools);
      world = new World(house, stage);
      await begin(world, patients, pools.some(({ pool }) => pool !== 'app') ? 1 : 0);
      world.gate = (label) => scheduler.schedule(Promise.resolve(), label);
      await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: world }), commands as never);
      await letArrive(scheduler);
      await world.settle();
      expect(await brokenInvariants(world)).toEqual([]);
    },
  );
  const seed = process.env.SEED ? Number(process.env.SEED) : undefined;
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: MOST_SECONDS * 1000, seed, verbose: 1 });
});
