/**
 * Order x notice x expiry x cancel x closure x refund (whole, by part, by two persons) x change of channel x money at the
 * window, interleaved by fast-check's scheduler, on the whole server over its routes, a real PostgreSQL, and both channels
 * played by the stand-in with its faults on. After each run everything comes to its end and every invariant holds.
 * A failure prints the seed and the acts; run again with SEED, RUNS and MONEY_SECONDS ask for more of them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MoneyHouse, openMoneyHouse } from '../kit/money-house.ts';
import { allCommands, type Nothing } from './money/commands.ts';
import { World } from './money/world.ts';

const RUNS = Number(process.env.RUNS ?? 60);
const MOST_SECONDS = Number(process.env.MONEY_SECONDS ?? 25);

let house: MoneyHouse;
/** The run under way: when the time is up it is left to itself, and ends before the house closes. */
let run: Promise<void> | undefined;
let runs = 0;

beforeAll(async () => {
  house = await openMoneyHouse(5485);
});
afterAll(async () => {
  await run?.catch(() => {});
  await house.close();
});

/** What the runs went through, so that a model that does nothing is seen. */
const HAPPENED = `
  select 'order ' || channel || ' ' || state as what, count(*)::int as n from payment_order group by 1
  union all select 'refund ' || cause || ' ' || state, count(*)::int from refund group by 1
  union all select 'notice ' || channel || ' ' || outcome, count(*)::int from payment_notice group by 1
  union all select 'refused ' || channel || ' ' || why, sum(copies)::int from payment_notice_refusal group by 1
  order by 1`;

/** Lets everything under way arrive, in an order of the scheduler's choice. */
async function letArrive(scheduler: fc.Scheduler, world: World): Promise<void> {
  while (world.running > 0 || scheduler.count() > 0) {
    if (scheduler.count() > 0) await scheduler.waitNext(1);
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

it('keeps every invariant of money, whatever overtakes what', { timeout: 120_000 + MOST_SECONDS * 2_000 }, async () => {
  const seed = Number(process.env.SEED ?? 20261122);
  const property = fc.asyncProperty(
    fc.commands<Nothing, World>(allCommands as never, { maxCommands: 45, size: 'max' }),
    fc.scheduler(),
    (commands, scheduler) => {
      run = (async () => {
        const world = await World.open(house);
        world.gate = (label) => scheduler.schedule(Promise.resolve(), label);
        await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: world }), commands as never);
        await letArrive(scheduler, world);
        await world.settle();
        expect(world.unforeseen).toEqual([]);
        expect(await house.violations()).toEqual([]);
        runs += 1;
      })();
      return run;
    },
  );
  await fc.assert(property, {
    numRuns: RUNS,
    interruptAfterTimeLimit: MOST_SECONDS * 1000,
    seed,
    verbose: 1,
    endOnFailure: true,
  });
  const happened = await house.query<{ what: string; n: number }>(HAPPENED);
  const told = happened.map(({ what, n }) => `${what} ${n}`).join(', ');
  process.stdout.write(`money: ${runs} runs, seed ${seed}: ${told}\n`);
});
