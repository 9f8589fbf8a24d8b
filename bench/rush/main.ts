/** A release: 2,000 places, 20,000 people, scripts among them that hammer or behave, all of it open loop over HTTP. */
import { type ChildProcess, execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openPostgres } from '../../scripts/lib/postgres.ts';
import { secretsOf } from '../../server/src/kernel/index.ts';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { ROOT, startServer } from '../server.ts';
import { countSold, type Ground, openGround, openNext } from './ground.ts';
import type { Plan, Seen } from './load.ts';
import { BOTS, HAMMERERS, PEOPLE } from './model.ts';

const run = promisify(execFile);
const RELEASES = 3;
/** The crowd needs this long to be there before the release. */
const GATHERS_SECONDS = 15;

interface Outcome extends Seen {
  places: number;
  sold: number;
  oversold: number;
}

function nextMinuteAfter(seconds: number): Temporal.Instant {
  const ms = Date.now() + seconds * 1000;
  return Temporal.Instant.fromEpochMilliseconds(Math.ceil(ms / 60_000) * 60_000);
}

async function release(ground: Ground, n: number, port: number, folder: string): Promise<Outcome> {
  const at = nextMinuteAfter(GATHERS_SECONDS);
  const slots = await openNext(ground, n, at);
  // connections that come long before would only wait
  await sleep(Math.max(0, at.epochMilliseconds - Date.now() - GATHERS_SECONDS * 1000));
  const plan: Plan = {
    port,
    release_ms: at.epochMilliseconds,
    seed: 7 + n,
    slots,
    people: ground.people,
    challenge_key: secretsOf(ground.key).sign('key', 'challenge'),
  };
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const { stdout } = await run(
    process.execPath,
    [join(import.meta.dirname, 'load.ts'), file, '--people', String(PEOPLE)],
    { maxBuffer: 1 << 28 },
  );
  return { ...(JSON.parse(stdout) as Seen), ...(await countSold(ground.client, slots)) };
}

/** Pearson's r of having won with having been faster; in two values of one of them it is the point-biserial one. */
export function speedCorrelation(won_in_order: number[]): number {
  const n = won_in_order.length;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [ranks, wins] = [won_in_order.map((_, rank) => -rank), won_in_order];
  const [rank, win] = [mean(ranks), mean(wins)];
  const both = ranks.reduce((sum, value, k) => sum + (value - rank) * (wins[k]! - win), 0);
  const spread = (values: number[], middle: number) => values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return both / Math.sqrt(spread(ranks, rank) * spread(wins, win)) || 0;
}

const humanShare = ({ won }: Outcome): number => won.people / (won.people + won.bots);
const botRequests = ({ requests }: Outcome): number => requests.bots / (requests.people + requests.bots);
const failed = ({ answers }: Outcome): number =>
  Object.entries(answers)
    .filter(([name]) => / 5\d\d/.test(name))
    .reduce((sum, [, n]) => sum + n, 0);
const lost = ({ answers }: Outcome): number =>
  Object.entries(answers)
    .filter(([name]) => / 0 /.test(name))
    .reduce((sum, [, n]) => sum + n, 0);

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openPostgres(ROOT, folder);
  let server: ChildProcess | undefined;
  let ground: Ground | undefined;
  try {
    say(`laying the ground: 200 sessions a day, ${PEOPLE} people …`);
    ground = await openGround(postgres.url, RELEASES);
    const { child, port } = await startServer({
      DATABASE_URL: postgres.url,
      MENZHEN_DATA: folder,
      MENZHEN_KEY: ground.key.toString('base64'),
      DEMO: 'false',
      SMS_PROVIDER: 'log',
    });
    server = child;
    const outcomes: Outcome[] = [];
    for (let n = 0; n < RELEASES; n += 1) {
      const seen = await release(ground, n, port, folder);
      outcomes.push(seen);
      say(
        `release ${n + 1}: ${seen.sold} of ${seen.places} places, ${round(100 * humanShare(seen), 1)} % to people, r ${round(speedCorrelation(seen.first_second), 3)}`,
      );
    }
    return report(outcomes);
  } finally {
    await ground?.client.end();
    server?.kill('SIGTERM');
    await postgres.stop();
  }
}

function report(outcomes: Outcome[]): BenchResult {
  const of = (read: (outcome: Outcome) => number) => median(outcomes.map(read));
  const sum = (read: (outcome: Outcome) => number) => outcomes.reduce((all, outcome) => all + read(outcome), 0);
  const correlations = outcomes.map((outcome) => speedCorrelation(outcome.first_second));
  const worst = correlations.sort((a, b) => Math.abs(b) - Math.abs(a))[0]!;
  return {
    runs: outcomes.length,
    columns: [
      'release',
      'requests',
      'by scripts',
      'sold',
      'to people',
      'in first second',
      'r',
      'p50 s',
      'p99 s',
      'crowd behind ms',
    ],
    rows: outcomes.map((outcome, n) => ({
      what: String(n + 1),
      values: [
        String(outcome.requests.people + outcome.requests.bots),
        `${round(100 * botRequests(outcome), 1)} %`,
        String(outcome.sold),
        `${round(100 * humanShare(outcome), 1)} %`,
        String(outcome.first_second.length),
        String(round(speedCorrelation(outcome.first_second), 3)),
        String(round(quantile(outcome.waits_ms, 0.5) / 1000, 1)),
        String(round(quantile(outcome.waits_ms, 0.99) / 1000, 1)),
        String(Math.round(outcome.behind_ms)),
      ],
    })),
    figures: {
      places: sum(({ places }) => places),
      sold: sum(({ sold }) => sold),
      oversold: sum(({ oversold }) => oversold),
      human_share: round(of(humanShare), 3),
      bot_request_share: round(of(botRequests), 3),
      speed_correlation: round(worst, 3),
      people_challenged: sum(({ challenges }) => challenges.people),
      http_5xx: sum(failed),
      lost: sum(lost),
      crowd_behind_ms: Math.round(Math.max(...outcomes.map(({ behind_ms }) => behind_ms))),
    },
    notes: [
      `${PEOPLE} accounts, ${BOTS} of them scripts: ${HAMMERERS} hammer, the others behave. What is assumed about all of them is bench/rush/model.ts.`,
      ...outcomes.map((outcome, n) => `release ${n + 1}: ${JSON.stringify(outcome.answers)}`),
    ],
  };
}

export const rush: Bench = {
  name: 'rush',
  about: 'a release of 2,000 places to 20,000 people, scripts among them',
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
