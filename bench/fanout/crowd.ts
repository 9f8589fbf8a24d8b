/** A crowd as the bench holds it: started, asked what it heard, sent home; and the processor time of a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Heard, Plan } from './load.ts';

export interface Program {
  child: ChildProcess;
  /** The next line it says. */
  line(): Promise<string>;
  stop(): Promise<void>;
}

export async function startProgram(script: string, args: string[]): Promise<Program> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: Interface = createInterface({ input: child.stdout! });
  const said = lines[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await said.next();
    if (done) throw new Error(`${script} ended`);
    return value as string;
  };
  if ((await line()) !== 'ready') throw new Error(`${script} is not ready`);
  return {
    child,
    line,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

export interface Crowd {
  report(): Promise<Heard>;
  stop(): Promise<void>;
}

/** Comes back when every connection is open and has been shown its first state. */
export async function gather(folder: string, name: string, plan: Plan): Promise<Crowd> {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(plan));
  const { child, line, stop } = await startProgram('load.ts', [file]);
  return {
    async report() {
      child.stdin!.write('report\n');
      return JSON.parse(await line()) as Heard;
    },
    stop,
  };
}

/** The kernel counts processor time in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** A program and the programs it has started. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** Processor seconds a process has used since it began, user and system; Linux only. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // the name before may hold blanks
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}
