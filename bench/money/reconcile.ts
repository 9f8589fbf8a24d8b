/**
 * Reconciliation of a day of a million bill rows: from the first byte of the bill's file to the committed match, by the server's own
 * reader and matching, beside what only counting its lines (`wc -l`) and only parsing it (papaparse) take.
 */
import { execFile } from 'node:child_process';
import { createReadStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Papa from 'papaparse';
import { rowsOf } from '../../server/src/adapters/channel/lines.ts';
import { WechatBill } from '../../server/src/adapters/wechat-pay/bill.ts';
import { migrate } from '../../server/src/kernel/migrate.ts';
import { type Db, instantOf, openDb, sql, wakeHere } from '../../server/src/kernel/index.ts';
import { openLedger } from '../../server/src/modules/ledger/index.ts';
import type { PaymentChannel } from '../../server/src/modules/payment/index.ts';
import { openReconciliation } from '../../server/src/modules/reconciliation/index.ts';
import { openPostgres } from '../../scripts/lib/postgres.ts';
import { round } from '../frame.ts';
import { asOwner, inFolder } from '../house.ts';
import { DAY, DIFFERENT, MCHID, seedPayments, writeBill } from './bill-file.ts';

const ROOT = join(import.meta.dirname, '../..');
const ROWS = 1_000_000;
const MIB = 2 ** 20;
const MORNING_AFTER = instantOf('2026-03-03', '10:00');

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const from_ms = performance.now();
  const result = await work();
  return { seconds: (performance.now() - from_ms) / 1000, result };
}

/** The most memory that this process held while it worked, beyond what it held before. */
async function peakWhile<T>(work: () => Promise<T>): Promise<{ grown_mib: number; result: T }> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  try {
    const result = await work();
    return { grown_mib: (Math.max(peak, process.memoryUsage().rss) - before) / MIB, result };
  } finally {
    clearInterval(timer);
  }
}

/** A channel whose bill is a file, read as the server reads WeChat Pay's; nothing else of it is asked. */
const channelOf = (file: string): PaymentChannel => {
  const notAsked = () => {
    throw new Error('this bench asks for bills only');
  };
  return {
    name: 'wechat',
    scenes: [],
    open: notAsked,
    query: notAsked,
    close: notAsked,
    refund: notAsked,
    queryRefund: notAsked,
    readNotice: notAsked,
    downloadBill: async () => rowsOf(createReadStream(file), 'utf-8', new WechatBill(MCHID)),
  };
};

function officeOf(db: Db, file: string) {
  const clock = { now: () => MORNING_AFTER };
  const log = {
    warn: (details: object, message: string) => console.error(message, details),
    error: (details: object, message: string) => console.error(message, details),
  };
  return openReconciliation({
    db,
    clock,
    log,
    wake: wakeHere(),
    // names are only for pages, which nobody opens here
    ledger: openLedger({ db, clock, catalog: undefined as never, people: undefined as never }),
    settleKnown: async () => {},
    channels: { wechat: channelOf(file) },
    channelNow: clock.now,
    uncountedDrawers: async () => 0,
    staffNames: async () => new Map(),
  });
}

const countLines = (file: string) => timed(() => promisify(execFile)('wc', ['-l', file]));

const parseOnly = (file: string) =>
  timed(
    () =>
      new Promise<number>((resolve, reject) => {
        let rows = 0;
        Papa.parse<string[]>(createReadStream(file, 'utf8'), {
          chunk: ({ data }) => {
            rows += data.length;
          },
          complete: () => resolve(rows),
          error: reject,
        });
      }),
  );

interface Matched {
  kind: string;
  n: number;
}
const differencesIn = async (db: Db): Promise<Matched[]> =>
  (
    await sql<Matched>`select kind, count(*)::int as n from reconciliation_case group by kind order by kind`.execute(
      db.kysely,
    )
  ).rows;

async function readAgain(db: Db): Promise<void> {
  await sql`update bill set state = 'wanted', next_try_at = ${MORNING_AFTER}, tries = 0`.execute(db.kysely);
}

async function measure(url: string, file: string, say: (line: string) => void) {
  const db = openDb(url, { connections: 4, name: 'bench-reconcile' });
  try {
    const office = officeOf(db, file);
    say('reconcile: reading and matching …');
    const first = await peakWhile(() => timed(() => office.work()));
    const found = await differencesIn(db);
    const { rows } = await sql<{
      state: string;
      rows_n: number;
    }>`select state, rows_n from bill where day = ${DAY}`.execute(db.kysely);
    if (rows[0]?.state !== 'matched') throw new Error(`the bill is ${rows[0]?.state}`);
    const unexplained_fen = await office.unexplainedFen(db.kysely);
    say('reconcile: the same bill again …');
    await readAgain(db);
    const again = await timed(() => office.work());
    const same = JSON.stringify(await differencesIn(db)) === JSON.stringify(found);
    return { first, again, same, found, unexplained_fen, rows_n: rows[0].rows_n };
  } finally {
    await db.close();
  }
}

const columns = (seconds: number, rows: number): string[] => [
  seconds.toFixed(1),
  Math.round(rows / seconds).toLocaleString('en'),
];

/** Columns of `rows`: what, seconds, rows a second. */
export async function reconcileBench(say: (line: string) => void): Promise<{
  figures: Record<string, number>;
  rows: { what: string; values: string[] }[];
  notes: string[];
}> {
  return inFolder(async (folder) => {
    const file = join(folder, 'bill.csv');
    say(`reconcile: a bill of ${ROWS.toLocaleString('en')} rows and the payments it tells of …`);
    await writeBill(file, ROWS);
    const postgres = await openPostgres(ROOT, join(folder, 'data'));
    try {
      await migrate(postgres.url);
      await asOwner(postgres.url, (client) => seedPayments(client, ROWS));
      const lines = await countLines(file);
      const parsed = await parseOnly(file);
      const { first, again, same, found, unexplained_fen, rows_n } = await measure(postgres.url, file, say);
      const { seconds } = first.result;
      return {
        figures: {
          reconcile_rows_per_second: Math.round(rows_n / seconds),
          reconcile_peak_mib: Math.round(first.grown_mib),
          reconcile_parse_ratio: round(parsed.seconds / seconds, 3),
          reconcile_unexplained_fen: unexplained_fen,
        },
        rows: [
          { what: 'wc -l', values: columns(lines.seconds, rows_n) },
          { what: 'papaparse, parsed and thrown away', values: columns(parsed.seconds, rows_n) },
          { what: 'read, verified, stored, matched, posted', values: columns(seconds, rows_n) },
          { what: 'the same bill once more', values: columns(again.seconds, rows_n) },
        ],
        notes: [
          `bill of ${rows_n.toLocaleString('en')} rows, ${Math.round(statSync(file).size / MIB)} MiB; memory grew by ${Math.round(first.grown_mib)} MiB at most`,
          `differences (${DIFFERENT} of each kind were made): ${found.map(({ kind, n }) => `${kind} ${n}`).join(', ')}; read again they were ${same ? 'the same' : 'NOT THE SAME'}`,
        ],
      };
    } finally {
      await postgres.stop();
    }
  });
}
