/** A program of the house run by a test: started, waited for, stopped; its last words are in the error when it fails. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;

export interface RunningProgram {
  /** All it has written so far. */
  output(): string;
  stop(): Promise<void>;
}

/**
 * Starts `script` (path within the repository) and waits until `isReady` says so.
 * @throws with what the program wrote, when it ends or is silent for two minutes
 */
export async function startProgram(
  script: string,
  env: Record<string, string>,
  isReady: () => Promise<boolean>,
): Promise<RunningProgram> {
  const child = spawn(process.execPath, [script], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (written += chunk));
  const program = { output: () => written, stop: () => stop(child) };
  const until_ms = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until_ms && child.exitCode === null) {
    if (await isReady().catch(() => false)) return program;
    await sleep(50);
  }
  await program.stop();
  throw new Error(`${script} did not become ready:\n${written.slice(-4000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(forced);
}
