/** Payments settled by the channel's notices over HTTP against pgbench doing the same in SQL, alternating, on one machine in one run. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Ground, openGround } from '../booking/ground.ts';
import { type BenchResult, median, quantile, round } from '../frame.ts';
import { asOwner, inFolder, openForCrowd, type Server, startServer, untilRead } from '../house.ts';
import { openSpeaker, type Speaker } from './channel.ts';
import type { Answered, Burst } from './load.ts';
import { countSettled, openOrders, type WaitingOrder } from './orders.ts';
import { settleByPgbench } from './pgbench.ts';

const run = promisify(execFile);
const CLIENTS = 64;
/** Numbers of clients among which pgbench's best is looked for. */
const OTHER_CLIENTS = [16, 128];
const ROUNDS = 5;
const PEOPLE = 3_840;
const LOOK_EVERY_MS = 25;
const SETTLED_WITHIN_MS = 120_000;

interface Stand {
  ground: Ground;
  server: Server;
  speaker: Speaker;
  folder: string;
}
interface Seen extends Answered {
  /** From the first notice until every booking was booked. */
  seconds: number;
}
interface Round {
  limit: number;
  best_limit: number;
  http: Seen;
}

const rate = (seen: Seen): number => PEOPLE / seen.seconds;

async function limitOf({ ground, server, speaker, folder }: Stand, day: number, clients: number): Promise<number> {
  const orders = await openOrders(ground, ground.days[day]!);
  const asks = orders.map((order) => ({ order, notice: speaker.noticeOf(order) }));
  server.rest();
  const tps = await settleByPgbench(ground.url, folder, clients, asks);
  await server.wake();
  return tps;
}

/** The burst goes out while the tables are watched until the last booking is booked. */
async function overHttp({ ground, server, speaker, folder }: Stand, day: number): Promise<Seen> {
  const orders = await openOrders(ground, ground.days[day]!);
  const burst: Burst = { port: server.port, connections: CLIENTS, notices: orders.map((one) => speaker.noticeOf(one)) };
  const file = join(folder, 'burst.json');
  writeFileSync(file, JSON.stringify(burst));
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load.ts'), file], { maxBuffer: 1 << 28 });
  const answered = JSON.parse(stdout) as Answered;
  const settled_ms = await untilSettled(ground.url, orders, answered.ended_ms);
  await untilRead(ground.url);
  return { ...answered, seconds: (settled_ms - answered.began_ms) / 1000 };
}

/** When every booking was booked; not before the last notice was answered. @throws when some never are */
async function untilSettled(url: string, orders: readonly WaitingOrder[], answered_ms: number): Promise<number> {
  return asOwner(url, async (client) => {
    for (;;) {
      // a look that costs the database next to nothing; the bookings themselves are counted once, at the end
      const { rowCount } = await client.query('select 1 from payment_notice where next_try_at is not null limit 1');
      const now_ms = Date.now();
      if (rowCount === 0 && (await countSettled(url, orders)) === orders.length) return now_ms;
      if (now_ms - answered_ms > SETTLED_WITHIN_MS) throw new Error('some payments were not settled');
      await sleep(LOOK_EVERY_MS);
    }
  });
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openForCrowd(folder);
  let server: Server | undefined;
  try {
    say(`laying the ground: 200 sessions a day, ${PEOPLE} people whose bookings wait for their money …`);
    const slices = 2 + OTHER_CLIENTS.length;
    const ground = await openGround(postgres.url, ROUNDS * slices + 1, PEOPLE);
    const speaker = openSpeaker(join(folder, 'merchant.json'));
    server = await startServer(ground, folder, {
      WECHAT_PAY_FILE: speaker.merchantFile,
      // nobody is there: what a notice tells needs no question
      WECHAT_PAY_BASE: 'http://127.0.0.1:9',
      LOG_LEVEL: 'warn',
    });
    const stand = { ground, server, speaker, folder };
    await overHttp(stand, ROUNDS * slices);
    const rounds: Round[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const days = n * slices;
      const limit = await limitOf(stand, days, CLIENTS);
      const http = await overHttp(stand, days + 1);
      const others: number[] = [];
      for (const [k, clients] of OTHER_CLIENTS.entries()) others.push(await limitOf(stand, days + 2 + k, clients));
      rounds.push({ limit, http, best_limit: Math.max(limit, ...others) });
      say(
        `round ${n + 1}: ${Math.round(rate(http))} settled/s over HTTP, pgbench ${Math.round(limit)}/s (best ${Math.round(Math.max(limit, ...others))}/s)`,
      );
    }
    return report(rounds);
  } finally {
    await server?.stop();
    await postgres.stop();
  }
}

function report(rounds: Round[]): BenchResult {
  const all = rounds.flatMap(({ http }) => http.latencies_ms);
  const http = median(rounds.map((one) => rate(one.http)));
  const limit = median(rounds.map((one) => one.limit));
  const ratio = median(rounds.map((one) => rate(one.http) / one.limit));
  const refused = rounds.flatMap((one) => Object.entries(one.http.answers)).filter(([status]) => status !== '200');
  return {
    runs: rounds.length,
    figures: {
      settle_ratio: round(ratio),
      settle_ratio_best: round(median(rounds.map((one) => rate(one.http) / one.best_limit))),
      settled_per_second: Math.round(http),
      answer_p99_ms: round(median(rounds.map((one) => quantile(one.http.latencies_ms, 0.99)))),
      notices_refused: refused.reduce((sum, [, n]) => sum + n, 0),
    },
    columns: ['settling', 'over HTTP /s', 'pgbench /s', 'ratio', 'answer P50 ms', 'answer P99 ms'],
    rows: [
      {
        what: `${CLIENTS} clients, ${PEOPLE} notices a slice`,
        values: [
          String(Math.round(http)),
          String(Math.round(limit)),
          String(round(ratio)),
          String(round(quantile(all, 0.5))),
          String(round(quantile(all, 0.99))),
        ],
      },
    ],
    notes: [
      `Settled: from the first notice until the last booking is booked. pgbench's clients commit twice for each, as the protocol wants it.`,
    ],
  };
}

/** @returns figures `settle_ratio`, `settle_ratio_best`, `settled_per_second`, `answer_p99_ms`, `notices_refused` */
export const settleBench = (say: (line: string) => void): Promise<BenchResult> =>
  inFolder((folder) => measure(say, folder));
