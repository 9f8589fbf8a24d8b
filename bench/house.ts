/** A hospital to measure: PostgreSQL as `npm start` runs it, with room for a crowd of clients, and the server as a program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, openPostgres } from '../scripts/lib/postgres.ts';

const ROOT = join(import.meta.dirname, '..');
const READY_TRIES = 900;
const READ_WITHIN_MS = 120_000;

/** A folder for the run's data, gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-bench-'));
  // the database may run as a user of its own
  chmodSync(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Lets 128 clients in beside the server's pool, and knows when each transaction committed; the rest is as `npm start` has it. */
export async function openForCrowd(folder: string): ReturnType<typeof openPostgres> {
  const first = await openPostgres(ROOT, folder);
  await asOwner(first.url, async (client) => {
    await client.query('alter system set max_connections = 200');
    await client.query('alter system set track_commit_timestamp = on');
  });
  await first.stop();
  return openPostgres(ROOT, folder);
}

export interface Server {
  port: number;
  /** Nothing of it runs, so that what is measured beside it has the machine to itself. */
  rest(): void;
  /** Runs again, and has read every fact that was written meanwhile. */
  wake(): Promise<void>;
  stop(): Promise<void>;
}

/** @param more settings beside those of every bench */
export async function startServer(
  ground: { url: string; key: Buffer },
  folder: string,
  more: Record<string, string> = {},
): Promise<Server> {
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
    ...more,
  };
  const child = spawn(process.execPath, [join(ROOT, 'server/src/main.ts')], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await untilReady(child, port);
  return {
    port,
    rest: () => void child.kill('SIGSTOP'),
    async wake() {
      child.kill('SIGCONT');
      await untilRead(ground.url);
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < READY_TRIES; tries += 1) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  child.kill();
  throw new Error('the server was not ready within 90 s');
}

/**
 * Waits until every reader of the record has read what was written; the last in their order need not have the highest number.
 * Where there are facts and no readers nobody has read yet: they are known from the first thing they read together.
 */
export async function untilRead(url: string): Promise<void> {
  const until_ms = performance.now() + READ_WITHIN_MS;
  await asOwner(url, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ read: boolean }>(
        `select not exists (select from fact) or (exists (select from fact_reader)
           and not exists (select from fact f, fact_reader r where (f.tx, f.seq) > (r.tx, r.seq))) as read`,
      );
      if (rows[0]!.read) return;
      if (performance.now() > until_ms) throw new Error('a reader of the record does not get on');
      await sleep(100);
    }
  });
}
