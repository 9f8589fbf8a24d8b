/** A house to be killed: its server as a program that can be ended at any moment, both channels played by a program that goes on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/lib/postgres.ts';
import { type PayStandIn, startPayStandIn } from '../../server/src/adapters/testing/pay-stand-in.ts';
import { type Ask, clientOf, type Injectable } from '../../server/src/demo/clinic-day/client.ts';
import type { FaultPoint } from '../../server/src/kernel/index.ts';
import type { Answer } from '../invariants.ts';
import { type FreshDatabase, freshDatabase } from '../kit/postgres.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Houses side by side have places of their own: one that was killed leaves its port for a moment, and comes back to it. */
const FIRST_PORT = 5460 + (Number(process.env.VITEST_POOL_ID ?? 1) - 1) * 200;
const READY_WITHIN_MS = 120_000;

/** Whoever asks a server that is gone: nobody knows whether it was done. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Mortal {
  ask: Ask;
  standIn: PayStandIn;
  database: FreshDatabase;
  /** Every 2xx that a client saw. */
  answers: Answer[];
  /** Starts the server and waits until it is ready; with a fault point it ends by itself when it passes that the n-th time. */
  start(fault?: `${FaultPoint}:${number}`): Promise<void>;
  /** Waits up to so long for the server to end by itself, then ends it as `kill -9` does. True: it ended by itself. */
  die(within_ms: number): Promise<boolean>;
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

/** @param more settings of the server beside those of the payment channels */
export async function openMortal(more: Record<string, string> = {}): Promise<Mortal> {
  const database = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-faults-'));
  const standIn = await startPayStandIn();
  const port = await freePort(FIRST_PORT);
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: database.url,
    MENZHEN_DATA: folder,
    DEMO: 'true',
    DEMO_HISTORY_DAYS: '0',
    RATE_LIMIT_PER_MINUTE: '0',
    LOG_LEVEL: 'silent',
    WECHAT_PAY_FILE: standIn.merchantFile,
    WECHAT_PAY_BASE: standIn.url,
    ALIPAY_FILE: standIn.alipayFile,
    ALIPAY_BASE: standIn.url,
    ...more,
  };
  let child: ChildProcess | undefined;
  const isGone = () => !child || child.exitCode !== null || child.signalCode !== null;
  const gone = async () => void (isGone() || (await once(child!, 'exit')));

  async function start(fault?: string): Promise<void> {
    child = spawn(process.execPath, ['server/src/main.ts'], {
      cwd: ROOT,
      env: fault ? { ...env, MENZHEN_FAULT_POINT: fault } : env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    for (const until_ms = performance.now() + READY_WITHIN_MS; performance.now() < until_ms && !isGone(); ) {
      if (
        await fetch(`${url}/readyz`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        return;
      await sleep(25);
    }
    // a fault point may lie on the way of work that was left over
    if (!isGone() || !fault) throw new Error('the server did not become ready');
  }

  const answers: Answer[] = [];
  const over: Injectable = {
    async inject({ method, url: path, headers, payload }) {
      try {
        const answer = await fetch(url + path, { method, headers, ...(payload ? { body: payload } : {}) });
        return { statusCode: answer.status, body: await answer.text() };
      } catch (error) {
        throw new NoAnswer(`no answer from ${path}`, { cause: error });
      }
    },
  };
  const ask = clientOf(over, ({ route, actor, key, status, body }) => {
    const booking = body as Answer['booking'] & { qr_text?: string };
    if (status < 300 && booking?.qr_text) answers.push({ route, actor, key, booking });
  });

  return {
    ask,
    standIn,
    database,
    answers,
    start,
    async die(within_ms) {
      await Promise.race([gone(), sleep(within_ms)]);
      const byItself = isGone();
      if (!byItself) child!.kill('SIGKILL');
      await gone();
      return byItself;
    },
    async stopServer() {
      if (isGone()) return;
      child!.kill('SIGTERM');
      await gone();
    },
    async close() {
      if (!isGone()) child!.kill('SIGKILL');
      await gone();
      await standIn.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
