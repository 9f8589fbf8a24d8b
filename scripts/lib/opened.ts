// A note in the data folder says which `npm start` has it open, where, and with which programs. By it a second start finds
// the first, and a start after a kill -9 finds what was left running.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, withLock } from './lock.mjs';

export type Note = {
  pid: number;
  /** Origin of the server; empty until it listens. */
  address: string;
  /** Programs started, by the script they run. */
  programs: { script: string; pid: number }[];
};

const STOPPED_WITHIN_MS = 20_000;

const fileIn = (data: string) => join(data, 'open.json');

/**
 * Claims the data folder for this process.
 * @returns the note of the living start that has it, or undefined when it is ours now
 */
export function claim(data: string, onLeftover: () => void): Promise<Note | undefined> {
  mkdirSync(data, { recursive: true });
  return withLock(join(data, 'open.lock'), async () => {
    const note = read(data);
    if (note && runs(note.pid, 'scripts/start.ts')) return note;
    await stopLeftovers(note?.programs ?? [], onLeftover);
    write(data, { pid: process.pid, address: '', programs: [] });
    return undefined;
  });
}

export function read(data: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(data), 'utf8')) as Note;
  } catch {
    return undefined;
  }
}

export function write(data: string, note: Note): void {
  const file = fileIn(data);
  writeFileSync(`${file}.new`, `${JSON.stringify(note)}\n`);
  renameSync(`${file}.new`, file);
}

export function release(data: string): void {
  rmSync(fileIn(data), { force: true });
}

/** Programs whose `npm start` was killed would go on serving and hold their ports. */
async function stopLeftovers(programs: Note['programs'], onLeftover: () => void): Promise<void> {
  const left = programs.filter(({ pid, script }) => runs(pid, script));
  if (left.length > 0) onLeftover();
  for (const { pid, script } of left) {
    process.kill(pid, 'SIGTERM');
    const until_ms = performance.now() + STOPPED_WITHIN_MS;
    while (runs(pid, script) && performance.now() < until_ms) await sleep(50);
    if (runs(pid, script)) process.kill(pid, 'SIGKILL');
  }
}

/** Process ids are used again: where the system tells, the command line must fit. A dead one not yet buried has none. */
function runs(pid: number, script: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script);
  } catch {
    return false;
  }
}
