/** Redis is optional in a hospital, but where it can be had its tests run against a real one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { freePort, isFree } from '../../scripts/lib/postgres.ts';
import { installFromDebian, onPath } from './system.ts';

const FIRST_PORT = 56_379;
const READY_WITHIN_MS = 10_000;

/**
 * Starts a Redis that keeps nothing.
 * @param from_port the first port to try, so that one can come back where it was
 * @returns its address, or undefined when there is none to be had
 */
export async function startRedis(
  from_port: number = FIRST_PORT,
): Promise<{ url: string; process: ChildProcess } | undefined> {
  const find = () => onPath('redis-server', 'valkey-server');
  const program = find() ?? (installFromDebian('redis-server') ? find() : undefined);
  if (!program) return undefined;
  const port = await freePort(from_port);
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn(program, options, { stdio: 'ignore' });
  const until_ms = performance.now() + READY_WITHIN_MS;
  while ((await isFree(port, '127.0.0.1')) && performance.now() < until_ms) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { url: `redis://127.0.0.1:${port}`, process: child };
}
