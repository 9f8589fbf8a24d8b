/**
 * `npm run day -- --seed 7 [--visits 300] [--days 1] [--speed max|60x] [--data DATABASE_URL]`
 * Plays a clinic day, or up to 31 of them (a month then has 60 visits a day unless you say otherwise), through the real services and says whether every invariant held. Ends with 1 when one did not.
 * With `--history` it gives a new demo hospital its past instead: the last working days, as on a first start.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { openPostgres } from '../../scripts/lib/postgres.ts';
import { say, sayFailure, seconds } from '../../scripts/lib/say.mjs';
import { dayOf, readSettings, wallTimeOf } from '../../server/src/kernel/index.ts';
import { migrate } from '../../server/src/kernel/migrate.ts';
import { openDemoWithPast } from '../../server/src/past.ts';
import { quantile, type Tally } from '../../server/src/demo/clinic-day/tally.ts';
import { judgeDatabase, tellJudgements } from '../invariants.ts';
import { type DayEnd, playDays } from './clinic.ts';
import { openHouse } from './house.ts';

const FIRST_PORT = 4900;
const MOST_DAYS = 31;
const VISITS = 300;
/** So many a day when many days are played, so that a month ends within a quarter of an hour. */
const VISITS_OF_A_MONTH = 60;
const FEW_DAYS = 5;
/** A Monday morning; the first day played is the working day after it. */
const BEGINS = Temporal.Instant.from('2026-11-23T08:20:00+08:00');

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    visits: { type: 'string' },
    days: { type: 'string', default: '1' },
    speed: { type: 'string', default: 'max' },
    data: { type: 'string' },
    history: { type: 'boolean', default: false },
  },
});

function whole(name: 'visits' | 'days', most: number, otherwise?: number): number {
  const number = Number(given[name] ?? otherwise);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Error(`--${name} 应为 1 到 ${most} 的整数 must be a whole number from 1 to ${most}`);
}

/** "max" or "60x": hospital seconds a real second; 0 is as fast as it goes. */
function speedOf(text: string): number {
  if (text === 'max') return 0;
  const times = Number(/^(\d+(?:\.\d+)?)x$/.exec(text)?.[1]);
  if (times > 0) return times;
  throw new Error('--speed 应为 max 或如 60x must be max, or such as 60x');
}

async function ownDatabase(): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-day-data-'));
  const postgres = await openPostgres(join(import.meta.dirname, '../..'), folder);
  return {
    url: postgres.url,
    async close() {
      await postgres.stop();
      rmSync(postgres.dataFolder, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A day is played after everything that a database already knows of. */
async function beginsAfter(url: string): Promise<Temporal.Instant> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: tables } = await client.query(`select to_regclass('fact') as fact`);
    if (!tables[0]?.fact) return BEGINS;
    const { rows } = await client.query<{ at: string | null }>('select max(at)::text as at from fact');
    const last = rows[0]?.at ? Temporal.Instant.from(rows[0].at.replace(' ', 'T')) : BEGINS;
    return Temporal.Instant.compare(last, BEGINS) > 0 ? last : BEGINS;
  } finally {
    await client.end();
  }
}

const percent = (tally: Tally, share: number): string => {
  const minutes = quantile(tally.waits_minutes, share);
  return minutes === undefined ? '–' : `${minutes.toFixed(0)} min`;
};

function tellHour(at: Temporal.Instant, tally: Tally): void {
  const { held, checked_in, seen, cancelled, no_shows } = tally;
  const waits = `P50 ${percent(tally, 0.5)}, P90 ${percent(tally, 0.9)}`;
  say(
    `  ${dayOf(at)} ${wallTimeOf(at)}  号 held ${String(held).padStart(4)}  签到 in ${String(checked_in).padStart(4)}  已诊 seen ${String(seen).padStart(4)}  退 cancelled ${String(cancelled).padStart(3)}  爽约 no-shows ${String(no_shows).padStart(3)}  候诊 waits ${waits}`,
  );
}

function tellEnd({ tally, judgements, unexplained_fen, weather, played }: DayEnd): void {
  say(`\n${played.join('、')} 结束 over`);
  const counts = {
    锁号held: tally.held,
    签到checked_in: tally.checked_in,
    过号passed: tally.passed,
    已诊seen: tally.seen,
    停诊asked: tally.asked,
    改约moved: tally.moved,
    部分退费refunded_by_part: tally.adjusted,
    对账差异differences: tally.differences,
    结账days_closed: tally.days_closed,
  };
  say(
    `  ${Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join('  ')}`,
  );
  say(`  候诊 waits: P50 ${percent(tally, 0.5)}, P90 ${percent(tally, 0.9)}`);
  const told = (counted: Map<string, number>) =>
    [...counted]
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || '–';
  say(`  规则拒绝 refused by the rules: ${told(tally.refused)}`);
  say(`  支付渠道的故障 trouble at the channel: ${told(weather)}\n`);
  for (const line of tellJudgements(judgements)) say(line);
  say(`\nunexplained_fen = ${unexplained_fen}  渠道账户中无法解释的金额（分）`);
}

/** As on the first start of a demo hospital, ending now. */
async function playHistory(url: string): Promise<boolean> {
  const since_ms = performance.now();
  await migrate(url);
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-past-'));
  const settings = readSettings({ MENZHEN_DATA: folder, ...process.env, DATABASE_URL: url, DEMO: 'true' });
  const past = { days: whole('days', 10), visits_per_day: whole('visits', 300, VISITS), seed: given.seed };
  const filled = await openDemoWithPast({ settings, now: Temporal.Now.instant(), ...past });
  rmSync(folder, { recursive: true, force: true });
  if (!filled) throw new Error('这个数据库里已有演示医院 this database has a demo hospital already');
  say(
    `  已诊 seen ${filled.seen}，到 until ${dayOf(filled.until)} ${wallTimeOf(filled.until)}  ${seconds(since_ms)}\n`,
  );
  const judgements = await judgeDatabase(url, { as_of: filled.until.toString() });
  for (const line of tellJudgements(judgements)) say(line);
  return judgements.every(({ violations }) => violations.length === 0);
}

async function main(): Promise<boolean> {
  const ask = {
    seed: given.seed,
    visits: whole('visits', 5_000, Number(given.days) > FEW_DAYS ? VISITS_OF_A_MONTH : VISITS),
    days: whole('days', MOST_DAYS),
    speed: speedOf(given.speed),
  };
  const since_ms = performance.now();
  const again = `npm run day -- --seed ${ask.seed} --visits ${ask.visits} --days ${ask.days}`;
  say(`\n模拟门诊日 a simulated clinic day: ${again}\n`);
  const own = given.data ? undefined : await ownDatabase();
  const url = given.data ?? own!.url;
  try {
    if (given.history) return await playHistory(url);
    const house = await openHouse({
      databaseUrl: url,
      begins: await beginsAfter(url),
      firstPort: FIRST_PORT,
      isOwn: !given.data,
      env: {
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
        ...(given.data ? { MENZHEN_KEY: process.env.MENZHEN_KEY } : {}),
      },
    });
    try {
      const end = await playDays(house, url, { ...ask, onHour: tellHour });
      tellEnd(end);
      say(
        end.holds
          ? `\n全部不变量成立 all invariants hold  ${seconds(since_ms)}`
          : `\n有不变量被破坏 invariants are broken; 重放 play it again: ${again}`,
      );
      return end.holds;
    } finally {
      await house.close();
    }
  } catch (error) {
    say(`\n这一天没有演完 the day was not played to its end; 重放 play it again: LOG_LEVEL=error ${again}`);
    throw error;
  } finally {
    await own?.close();
  }
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
}
