/**
 * Session x waiting list: patients, the desk, the doctor, two servers' rounds and a clock that jumps overtake one another on
 * one real database. When it is over every invariant holds, and everything that was begun has come to its end.
 * A failure prints the seed and the acts; run again with SEED, RUNS asks for more of them. The order of acts follows the seed;
 * which of two transactions the database lets go first does not, so a rare failure may need several runs.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { allCommands, begin, beginning, type Nothing, publish } from './waitlist/commands.ts';
import { type Hospital, openHospital, plainPolicy, type Pool, setStage } from './waitlist/hospital.ts';
import { brokenInvariants, wholeHouse } from './waitlist/invariants.ts';
import { World } from './waitlist/world.ts';

const RUNS = Number(process.env.RUNS ?? 15);
const MOST_SECONDS = (RUNS * 30) / 25;

const dayBefore = { days_before: 1, at: '16:00' };
const senior: Pool = { pool: 'senior', floor: 1, ceiling: null, recycles: dayBefore };
const fewByPhone: Pool = { pool: 'app', floor: 0, ceiling: 1, recycles: null };
const later: Pool = { pool: 'stage:1', floor: 1, ceiling: null, recycles: { days_before: 1, at: '00:00' } };
/** How the morning is shared out: not at all, one kept for older people, one at most by phone, one from midnight on. */
const partitions: Pool[][] = [[], [], [senior], [fewByPhone], [later], [senior, later]];

let hospital: Hospital;
let world: World;
/** The run under way: when the time is up it is left to itself, and ends before the house is judged. */
let run: Promise<void> | undefined;
beforeAll(async () => {
  hospital = await openHospital();
});
afterAll(() => hospital.close());

/** Lets everything under way arrive, in an order of the scheduler's choice. */
async function letArrive(scheduler: fc.Scheduler): Promise<void> {
  while (world.running > 0 || scheduler.count() > 0) {
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it('keeps every invariant, whatever overtakes what', { timeout: 90_000 + MOST_SECONDS * 1000 }, async () => {
  const property = fc.asyncProperty(
    fc.commands<Nothing, World>(allCommands as never, { maxCommands: 60, size: 'max' }),
    fc.scheduler(),
    fc.constantFrom(...partitions),
    beginning,
    (commands, scheduler, pools, start) => {
      run = (async () => {
        world = new World(hospital, await setStage(hospital, pools));
        await publish(world, plainPolicy());
        for (const node of hospital.nodes) await node.policy.fresh();
        await begin(world, start);
        world.gate = (label) => scheduler.schedule(Promise.resolve(), label);
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: world }), commands as never);
        await letArrive(scheduler);
        await world.settle();
        expect(await brokenInvariants(world)).toEqual([]);
      })();
      return run;
    },
  );
  const seed = process.env.SEED ? Number(process.env.SEED) : undefined;
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: MOST_SECONDS * 1000, seed, verbose: 1 });
});

it('leaves the whole house in order: every invariant, every counter, every projection', async () => {
  await run;
  expect(await wholeHouse(hospital)).toEqual([]);
});
