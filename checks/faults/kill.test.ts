/**
 * kill -9 of the server, again and again, while patients book, pay and cancel by both channels: at random moments, and at the
 * points where a change is committed and nobody has been told, or the channel has done it and nothing is committed here.
 * Afterwards nothing is lost and nothing is there twice. ROUNDS (4; a long run takes 30) says how often, SEED which moments; the
 * same each time unless given, so that a red run can be looked at again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must, type Signed } from '../../server/src/demo/clinic-day/client.ts';
import { chanceOf } from '../../server/src/demo/clinic-day/chance.ts';
import { DEMO_PASSWORD } from '../../server/src/demo/accounts.ts';
import type { FaultPoint } from '../../server/src/kernel/index.ts';
import { checkInvariants, readGateway } from '../invariants.ts';
import { Crowd } from './crowd.ts';
import { type Mortal, openMortal } from './world.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 4);
const SEED = process.env.SEED ?? 'kill';
const PEOPLE = 24;
/** A point that is not passed within this is killed at anyway. */
const MOST_MS = 4_000;
/** Its rounds come every second. */
const WORKED_OFF_MS = 2_000;
const POINTS: readonly FaultPoint[] = [
  'after-commit-before-answer',
  'before-settle-commit',
  'after-settle-commit',
  'after-opening-at-channel',
  'after-refund-at-channel',
];

let mortal: Mortal;
beforeAll(async () => {
  mortal = await openMortal();
});
afterAll(() => mortal.close());

/** What has not come to its end yet, in words. */
const UNSETTLED = `
  select 'notice ' || notice_id as what from payment_notice where acted_at is null
  union all select 'refund ' || merchant_refund_no || ' ' || state from refund where state not in ('succeeded', 'rejected')
  union all select 'order ' || merchant_order_no || ' ' || state from payment_order where state in ('created', 'paying')
  union all select 'booking ' || id || ' held' from booking where state = 'held'`;

/** What is still open when the server has had so long to work on it; it is asked again and again, so that nobody waits for nothing. */
async function openAfter(client: pg.Client, most_ms: number): Promise<string[]> {
  for (const until_ms = performance.now() + most_ms; ; await sleep(100)) {
    const { rows } = await client.query<{ what: string }>(UNSETTLED);
    if (rows.length === 0 || performance.now() > until_ms) return rows.map(({ what }) => what);
  }
}

/** Holds run out, lost notices are asked after, refunds arrive: all by itself, while hospital time passes. */
async function untilQuiet(administrator: Signed): Promise<void> {
  const client = new pg.Client({ connectionString: mortal.database.url });
  await client.connect();
  try {
    for (let tries = 0; tries < 60; tries += 1) {
      const { now } = await must('demo', mortal.ask('demo'));
      const to = Temporal.Instant.from(now).add({ minutes: 5 }).toString();
      await must('demoClock', mortal.ask('demoClock', { as: administrator, body: { to } }));
      const open = await openAfter(client, WORKED_OFF_MS);
      if (open.length === 0) return;
      if (tries === 59) throw new Error(`no end of ${open.join('; ')}`);
    }
  } finally {
    await client.end();
  }
}

it(`is killed ${ROUNDS} times and loses and doubles nothing`, { timeout: 120_000 + ROUNDS * 60_000 }, async () => {
  const chance = chanceOf(SEED);
  await mortal.start();
  const administrator: Signed = {
    actor: 'admin',
    signIn: async () =>
      (await must('signInStaff', mortal.ask('signInStaff', { body: { login: 'admin', password: DEMO_PASSWORD } })))
        .token,
  };
  const crowd = await Crowd.gather(mortal, SEED, PEOPLE);
  crowd.begin();
  let atPoints = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const byItself = await mortal.die(round % 2 === 0 ? chance.whole(200, 1_500) : MOST_MS);
    if (byItself) atPoints += 1;
    const point = POINTS[(round >> 1) % POINTS.length]!;
    await mortal.start(round % 2 === 0 && round < ROUNDS - 1 ? `${point}:${chance.whole(1, 12)}` : undefined);
  }
  await sleep(1_000);
  await crowd.end();
  await untilQuiet(administrator);
  await mortal.stopServer();
  await mortal.standIn.end();
  const gateway = readGateway(mortal.standIn.storeFile);
  const violations = await checkInvariants(mortal.database.url, { answers: mortal.answers, gateway });
  const told = JSON.stringify({ seed: SEED, atPoints, ...Object.fromEntries(crowd.seen) });
  process.stdout.write(`${told}\n`);
  expect(violations, told).toEqual([]);
  expect(gateway.filter(({ taken_fen }) => taken_fen > 0).length, told).toBeGreaterThan(ROUNDS);
  // a slow machine does not pass every point in time, and few rounds may pass none
  if (ROUNDS >= 30) expect(atPoints, told).toBeGreaterThan(0);
});
