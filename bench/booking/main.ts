/** Full HTTP booking against pgbench doing the same minimal booking in SQL, alternating, on one machine in one run. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, openPostgres } from '../../scripts/lib/postgres.ts';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { type Ground, openGround, PEOPLE, SCARCE_PLACES, SESSIONS } from './ground.ts';
import type { Plan, Seen } from './load.ts';
import { findPgbench, pgbench } from './pgbench.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const CLIENTS = 128;
const ROUNDS = 3;
/** How many people press at once for the scarce places. */
const SCARCE_ASKS = 6_400;

interface Slice {
  spread_tps: number;
  hot_tps: number;
  spread: Seen;
  hot: Seen;
}

async function startServer(ground: Ground, folder: string): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort(18_080);
  const env = {
    ...process.env,
    DATABASE_URL: ground.url,
    PORT: String(port),
    HOST: '127.0.0.1',
    DEMO: 'false',
    MENZHEN_KEY: ground.key.toString('base64'),
    MENZHEN_DATA: folder,
    RATE_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'warn',
    SMS_PROVIDER: 'log',
    NODE_ENV: 'production',
  };
  const child = spawn(process.execPath, [join(ROOT, 'server/src/main.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (let tries = 0; tries < 300; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { child, port };
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill();
  throw new Error('the server was not ready within 30 s');
}

async function crowd(folder: string, plan: Plan): Promise<Seen> {
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load.ts'), file], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as Seen;
}

/** Every person books once: spread over the sessions, or all in the one hot slot. */
const asksFor = (ground: Ground, slotOf: (n: number) => string) =>
  ground.people.map((person, n) => ({ ...person, slot_id: slotOf(n) }));

/** Raw tables only: places sold beyond capacity, counters that disagree with rows, serials given twice. */
async function countOversold(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ wrong: number }>(`
    select (
      select count(*) from slot t left join (select slot_id, count(*) as n from booking where state not in ('cancelled', 'expired') group by 1) b on b.slot_id = t.id
      where coalesce(b.n, 0) > t.capacity or coalesce(b.n, 0) <> t.booked
    ) + (select count(*) from (select 1 from booking group by session_id, serial having count(*) > 1) d) as wrong`);
  await client.end();
  return Number(rows[0]!.wrong);
}

const http = (seen: Seen): number => seen.latencies_ms.length / seen.seconds;
const booked = (seen: Seen): number => seen.answers['201'] ?? 0;
const failed = (seen: Seen): number =>
  Object.entries(seen.answers)
    .filter(([name]) => name.startsWith('5'))
    .reduce((sum, [, n]) => sum + n, 0);

/** A PostgreSQL that lets 128 pgbench clients in beside the server's pool; everything else is as `npm start` has it. */
async function openForCrowd(folder: string): ReturnType<typeof openPostgres> {
  const first = await openPostgres(ROOT, folder);
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query('alter system set max_connections = 200');
  await client.end();
  await first.stop();
  return openPostgres(ROOT, folder);
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  findPgbench();
  const postgres = await openForCrowd(folder);
  let server: ChildProcess | undefined;
  try {
    say('laying the ground: 200 sessions a day, 12,800 people …');
    const ground = await openGround(postgres.url, ROUNDS * 2 + 1);
    const { child, port } = await startServer(ground, folder);
    server = child;
    const slices: Slice[] = [];
    const plan = (asks: ReturnType<typeof asksFor>): Plan => ({
      port,
      connections: CLIENTS,
      asks: asks.map((ask) => [ask.token, ask.slot_id, ask.patient_id]),
    });
    // one small rush first, so that neither side is measured cold
    const warm = ground.days.at(-1)!;
    await crowd(folder, plan(asksFor(ground, (n) => warm.spread[n % SESSIONS]!).slice(0, 3_000)));
    // their keys would refuse the first round's people
    await clear(ground.url);
    for (let n = 0; n < ROUNDS; n += 1) {
      const [limitDay, httpDay] = [ground.days[n * 2]!, ground.days[n * 2 + 1]!];
      const spread_tps = await pgbench(
        ground.url,
        folder,
        CLIENTS,
        asksFor(ground, (k) => limitDay.spread[k % SESSIONS]!),
      );
      const spread = await crowd(folder, plan(asksFor(ground, (k) => httpDay.spread[k % SESSIONS]!)));
      await clear(ground.url);
      const hot_tps = await pgbench(
        ground.url,
        folder,
        CLIENTS,
        asksFor(ground, () => limitDay.hot),
      );
      const hot = await crowd(folder, plan(asksFor(ground, () => httpDay.hot)));
      await clear(ground.url);
      slices.push({ spread_tps, spread, hot_tps, hot });
      say(
        `round ${n + 1}: spread ${Math.round(http(spread))}/s over HTTP, pgbench ${Math.round(spread_tps)}/s; hot ${Math.round(http(hot))}/s, pgbench ${Math.round(hot_tps)}/s`,
      );
    }
    const scarce = await crowd(folder, plan(asksFor(ground, () => ground.days[0]!.scarce).slice(0, SCARCE_ASKS)));
    return report(slices, scarce, await countOversold(ground.url));
  } finally {
    server?.kill('SIGTERM');
    await postgres.stop();
  }
}

/** Counted after each slice by countOversold's constraints; then emptied, so that every slice starts alike. */
async function clear(url: string): Promise<void> {
  if ((await countOversold(url)) > 0) throw new Error('a place was sold twice: see the tables');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('truncate booking');
  await client.query('update slot set booked = 0 where booked > 0');
  await client.query('update session set issued = 0 where issued > 0');
  await client.query('vacuum analyze slot, session, booking, fact');
  await client.end();
}

function report(slices: Slice[], scarce: Seen, oversold: number): BenchResult {
  const of = (read: (slice: Slice) => number) => median(slices.map(read));
  const latencies = slices.flatMap((slice) => slice.spread.latencies_ms);
  const refused =
    slices.reduce((sum, { spread, hot }) => sum + 2 * PEOPLE - booked(spread) - booked(hot), 0) +
    (SCARCE_PLACES - booked(scarce));
  const http_5xx = slices.reduce((sum, { spread, hot }) => sum + failed(spread) + failed(hot), failed(scarce));
  const row = (what: string, mine: number, limit: number, seen: Seen[]) => {
    const all = seen.flatMap((one) => one.latencies_ms);
    return {
      what,
      values: [
        Math.round(mine),
        Math.round(limit),
        round(mine / limit),
        round(quantile(all, 0.5), 1),
        round(quantile(all, 0.99), 1),
      ].map((value) => (Number.isNaN(value) ? '–' : String(value))),
    };
  };
  const spread_http = of(({ spread }) => http(spread));
  const hot_http = of(({ hot }) => http(hot));
  return {
    runs: ROUNDS,
    columns: ['bookings a second, 128 clients', 'HTTP', 'pgbench', 'ratio', 'p50 ms', 'p99 ms'],
    rows: [
      row(
        'spread over 200 sessions',
        spread_http,
        of((s) => s.spread_tps),
        slices.map((s) => s.spread),
      ),
      row(
        'all on one session',
        hot_http,
        of((s) => s.hot_tps),
        slices.map((s) => s.hot),
      ),
      row(`${SCARCE_ASKS} people, ${SCARCE_PLACES} places`, http(scarce), Number.NaN, [scarce]),
    ],
    figures: {
      spread_ratio: round(median(slices.map((s) => http(s.spread) / s.spread_tps))),
      hot_ratio: round(median(slices.map((s) => http(s.hot) / s.hot_tps))),
      p99_ms: round(quantile(latencies, 0.99), 1),
      oversold,
      false_rejects: refused,
      http_5xx,
    },
    notes: [
      ...slices.map(
        (s, n) => `round ${n + 1}: spread ${JSON.stringify(s.spread.answers)}, hot ${JSON.stringify(s.hot.answers)}`,
      ),
      `scarce: ${JSON.stringify(scarce.answers)}`,
    ],
  };
}

export const booking: Bench = {
  name: 'booking',
  about: 'full HTTP booking against pgbench running the same minimal booking SQL',
  async run(say) {
    const folder = mkdtempSync(join(tmpdir(), 'menzhen-bench-'));
    // the database may run as a user of its own
    chmodSync(folder, 0o755);
    try {
      return await measure(say, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
