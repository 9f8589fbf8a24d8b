/** A department's 14 days from the real server against a bare Fastify route that returns a constant of the same size. */
import { type ChildProcess, execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AvailabilityView } from '@menzhen/contract';
import { freePort, openPostgres } from '../../scripts/lib/postgres.ts';
import { type Bench, type BenchResult, median, round } from '../frame.ts';
import { program, ROOT, startServer, until } from '../server.ts';
import type { Plan, Seen } from './load.ts';

const run = promisify(execFile);
const CONNECTIONS = 64;
const ALTERNATIONS = 7;
const SECONDS = 2;

/** The department with most to tell. */
async function largest(port: number): Promise<{ path: string; etag: string; bytes: number; view: AvailabilityView }> {
  const base = `http://127.0.0.1:${port}`;
  const { items } = (await (await fetch(`${base}/api/departments`)).json()) as { items: { id: string }[] };
  const all = await Promise.all(
    items.map(async ({ id }) => {
      const path = `/api/departments/${id}/availability`;
      const answer = await fetch(base + path, { headers: { 'accept-encoding': 'identity' } });
      const text = await answer.text();
      return { path, etag: answer.headers.get('etag')!, bytes: Buffer.byteLength(text), view: JSON.parse(text) };
    }),
  );
  return all.sort((a, b) => b.bytes - a.bytes)[0]!;
}

async function load(plan: Omit<Plan, 'connections' | 'seconds'>): Promise<Seen> {
  const whole: Plan = { ...plan, connections: CONNECTIONS, seconds: SECONDS };
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load.ts'), JSON.stringify(whole)]);
  const seen = JSON.parse(stdout) as Seen;
  const odd = Object.keys(seen.answers).filter((status) => status !== '200' && status !== '304');
  if (odd.length > 0) throw new Error(`answers that were not 200: ${JSON.stringify(seen.answers)}`);
  return seen;
}
const perSecond = (seen: Seen): number => seen.requests / seen.seconds;

interface Turn {
  constant: number;
  ours: number;
  gzip: number;
  known: number;
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openPostgres(ROOT, folder);
  const children: ChildProcess[] = [];
  try {
    // the demo hospital, opened today, as `npm start` has it but without a past
    const { child, port } = await startServer({
      DATABASE_URL: postgres.url,
      MENZHEN_DATA: folder,
      DEMO_HISTORY_DAYS: '0',
      RATE_LIMIT_PER_MINUTE: '0',
    });
    children.push(child);
    const { path, etag, bytes, view } = await largest(port);
    const limitPort = await freePort(port + 1);
    children.push(program('bench/availability/constant.ts', [String(limitPort), String(bytes)], {}));
    await until(`http://127.0.0.1:${limitPort}/constant`);
    const constant = () => load({ port: limitPort, path: '/constant', headers: {} });
    const ours = (headers: Record<string, string>) => load({ port, path, headers });
    // once each, so that neither is measured cold
    await constant();
    await ours({});
    const turns: Turn[] = [];
    for (let n = 0; n < ALTERNATIONS; n += 1) {
      const turn = {
        constant: perSecond(await constant()),
        ours: perSecond(await ours({})),
        gzip: perSecond(await ours({ 'accept-encoding': 'gzip' })),
        known: perSecond(await ours({ 'if-none-match': etag })),
      };
      turns.push(turn);
      say(`turn ${n + 1}: constant ${Math.round(turn.constant)}/s, availability ${Math.round(turn.ours)}/s`);
    }
    return report(turns, bytes, view);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await postgres.stop();
  }
}

function report(turns: Turn[], bytes: number, view: AvailabilityView): BenchResult {
  const of = (what: keyof Turn) => median(turns.map((turn) => turn[what]));
  const ratio = (what: keyof Turn) => round(median(turns.map((turn) => turn[what] / turn.constant)));
  const row = (what: string, name: keyof Turn) => ({
    what,
    values: [String(Math.round(of(name))), String(ratio(name))],
  });
  const sessions = view.days.flatMap((day) => day.sessions);
  return {
    runs: turns.length,
    columns: [`requests a second, ${CONNECTIONS} connections`, 'a second', 'ratio'],
    rows: [
      row('bare Fastify, a constant of the same size', 'constant'),
      row('availability of a department', 'ours'),
      row('the same with gzip', 'gzip'),
      row('the same, known already (304)', 'known'),
    ],
    figures: { ratio: ratio('ours'), body_bytes: bytes },
    notes: [
      `${view.department_name}: ${view.days.length} days, ${sessions.length} sessions, ${sessions.reduce((sum, one) => sum + one.slots.length, 0)} slots, ${bytes} bytes`,
      `ratios of the turns: ${turns.map((turn) => round(turn.ours / turn.constant)).join(', ')}`,
    ],
  };
}

export const availability: Bench = {
  name: 'availability',
  about: 'a department’s 14 days from memory against a Fastify route that returns a constant of the same size',
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
