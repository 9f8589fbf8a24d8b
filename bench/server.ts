/** The real server as a program of its own, for a bench: started, waited for, stopped with the bench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../scripts/lib/postgres.ts';

export const ROOT = join(import.meta.dirname, '..');

export const program = (script: string, args: string[], env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(ROOT, script), ...args], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });

/** Waits until `url` answers. @throws after a minute */
export async function until(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const isReady = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} did not answer within a minute`);
}

export async function startServer(env: Record<string, string>): Promise<{ child: ChildProcess; port: number }> {
  const port = await freePort(21_200);
  const child = program('server/src/main.ts', [], {
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...env,
  });
  try {
    await until(`http://127.0.0.1:${port}/readyz`);
  } catch (error) {
    child.kill();
    throw error;
  }
  return { child, port };
}
