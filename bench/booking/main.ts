/** Full HTTP booking against pgbench doing the same minimal booking in SQL, alternating, on one machine in one run. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { inFolder, openForCrowd, type Server, startServer, untilRead } from '../house.ts';
import { countAndClear, falseRejects, ofKind } from './counts.ts';
import { type Ground, openGround, PEOPLE, SCARCE_PLACES, SESSIONS } from './ground.ts';
import type { Plan, Seen } from './load.ts';
import { findPgbench, pgbench } from './pgbench.ts';

const run = promisify(execFile);
const CLIENTS = 128;
/** Numbers of clients among which pgbench's best is looked for. */
const FEWER_CLIENTS = [8, 16, 32, 64];
const ROUNDS = 5;
/** One row is slow for callers that wait for it one by one: the hot slices are shorter. */
const HOT_ASKS = 3_200;
/** Everybody tries for the scarce places. */
const SCARCE_ASKS = 6_400;

interface Round {
  /** pgbench's bookings a second by number of clients. */
  limits: Map<number, number>;
  hot_limit: number;
  spread: Seen;
  hot: Seen;
}
interface Stand {
  ground: Ground;
  server: Server;
  folder: string;
  say: (line: string) => void;
  oversold: number;
}
type Ask = { token: string; slot_id: string; patient_id: string };

const rate = (seen: Seen): number => seen.latencies_ms.length / seen.seconds;
const best = ({ limits }: Round): number => Math.max(...limits.values());

async function crowd({ folder, server }: Stand, asks: Ask[]): Promise<Seen> {
  const file = join(folder, 'plan.json');
  const plan: Plan = {
    port: server.port,
    connections: CLIENTS,
    asks: asks.map((ask) => [ask.token, ask.slot_id, ask.patient_id]),
  };
  writeFileSync(file, JSON.stringify(plan));
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load.ts'), file], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as Seen;
}

async function clear(stand: Stand): Promise<void> {
  await untilRead(stand.ground.url);
  stand.oversold += await countAndClear(stand.ground.url);
}

/** pgbench has the machine to itself; the server then reads what it wrote before anything else is measured. */
async function limitOf(stand: Stand, clients: number, asks: Ask[]): Promise<number> {
  const { ground, folder, server } = stand;
  server.rest();
  const tps = await pgbench(ground.url, folder, clients, asks);
  await server.wake();
  await clear(stand);
  return tps;
}

async function httpOf(stand: Stand, asks: Ask[]): Promise<Seen> {
  const seen = await crowd(stand, asks);
  await clear(stand);
  return seen;
}

/** Every person books once: spread over the sessions, or all in the one hot slot. */
const asksFor = (ground: Ground, slotOf: (n: number) => string): Ask[] =>
  ground.people.map((person, n) => ({ ...person, slot_id: slotOf(n) }));

async function oneRound(stand: Stand, n: number): Promise<Round> {
  const { ground } = stand;
  const [limitDay, httpDay] = [ground.days[n * 2]!, ground.days[n * 2 + 1]!];
  const spreadOf = (day: typeof limitDay) => asksFor(ground, (k) => day.spread[k % SESSIONS]!);
  const hotOf = (day: typeof limitDay) => asksFor(ground, () => day.hot).slice(0, HOT_ASKS);
  const limits = new Map<number, number>();
  for (const clients of FEWER_CLIENTS)
    limits.set(clients, await limitOf(stand, clients, spreadOf(limitDay).slice(0, PEOPLE / 2)));
  limits.set(CLIENTS, await limitOf(stand, CLIENTS, spreadOf(limitDay)));
  const spread = await httpOf(stand, spreadOf(httpDay));
  const hot_limit = await limitOf(stand, CLIENTS, hotOf(limitDay));
  const hot = await httpOf(stand, hotOf(httpDay));
  const clients = [...limits].map(([count, tps]) => `${count}: ${Math.round(tps)}`).join(', ');
  stand.say(
    `round ${n + 1}: spread ${Math.round(rate(spread))}/s over HTTP, pgbench by clients ${clients}; hot ${Math.round(rate(hot))}/s, pgbench ${Math.round(hot_limit)}/s`,
  );
  return { limits, spread, hot_limit, hot };
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  findPgbench();
  const postgres = await openForCrowd(folder);
  let server: Server | undefined;
  try {
    say('laying the ground: 200 sessions a day, 12,800 people with three visits each …');
    const ground = await openGround(postgres.url, ROUNDS * 2 + 1);
    server = await startServer(ground, folder);
    const stand: Stand = { ground, server, folder, say, oversold: 0 };
    // one rush first, so that neither side is measured cold
    const warm = ground.days.at(-1)!;
    await httpOf(
      stand,
      asksFor(ground, (n) => warm.spread[n % SESSIONS]!),
    );
    const rounds: Round[] = [];
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await oneRound(stand, n));
    const scarce = await httpOf(stand, asksFor(ground, () => ground.days[0]!.scarce).slice(0, SCARCE_ASKS));
    return report(rounds, scarce, stand.oversold);
  } finally {
    await server?.stop();
    await postgres.stop();
  }
}

function tableOf(rounds: Round[], scarce: Seen): BenchResult['rows'] {
  const of = (read: (one: Round) => number) => median(rounds.map(read));
  const row = (what: string, mine: number, limit: number, seen: Seen[]) => {
    const all = seen.flatMap((one) => one.latencies_ms);
    const values = [mine, limit].map((value) => Math.round(value));
    const tails = [mine / limit, quantile(all, 0.5), quantile(all, 0.99)].map((value) => round(value));
    return { what, values: [...values, ...tails].map((value) => (Number.isNaN(value) ? '–' : String(value))) };
  };
  const spread = rounds.map((one) => one.spread);
  const spread_http = of((one) => rate(one.spread));
  return [
    row(
      'spread over 200 sessions',
      spread_http,
      of((one) => one.limits.get(CLIENTS)!),
      spread,
    ),
    row('the same, pgbench at its best number of clients', spread_http, of(best), spread),
    row(
      'all on one session',
      of((one) => rate(one.hot)),
      of((one) => one.hot_limit),
      rounds.map((one) => one.hot),
    ),
    row(`${SCARCE_ASKS} people, ${SCARCE_PLACES} places`, rate(scarce), Number.NaN, [scarce]),
  ];
}

function report(rounds: Round[], scarce: Seen, oversold: number): BenchResult {
  const slices = [...rounds.flatMap(({ spread, hot }) => [spread, hot]), scarce];
  const roomForAll = rounds.flatMap(({ spread, hot }) => [spread, hot]);
  return {
    runs: ROUNDS,
    columns: ['bookings a second, 128 clients', 'HTTP', 'pgbench', 'ratio', 'p50 ms', 'p99 ms'],
    rows: tableOf(rounds, scarce),
    figures: {
      spread_ratio: round(median(rounds.map((one) => rate(one.spread) / one.limits.get(CLIENTS)!))),
      spread_ratio_best: round(median(rounds.map((one) => rate(one.spread) / best(one)))),
      hot_ratio: round(median(rounds.map((one) => rate(one.hot) / one.hot_limit))),
      p99_ms: round(median(rounds.map((one) => quantile(one.spread.latencies_ms, 0.99))), 1),
      oversold,
      false_rejects:
        roomForAll.reduce((sum, seen) => sum + falseRejects(seen, PEOPLE), 0) + falseRejects(scarce, SCARCE_PLACES),
      http_5xx: slices.reduce((sum, seen) => sum + ofKind(seen, '5'), 0),
    },
    notes: [
      ...rounds.map(
        (one, n) =>
          `round ${n + 1}: spread ${JSON.stringify(one.spread.answers)}, hot ${JSON.stringify(one.hot.answers)}`,
      ),
      `scarce: ${JSON.stringify(scarce.answers)}`,
    ],
  };
}

export const booking: Bench = {
  name: 'booking',
  about: 'full HTTP booking against pgbench running the same minimal booking SQL',
  run: (say) => inFolder((folder) => measure(say, folder)),
};
