// A program that `npm start` keeps running: its output goes to a log file, a crash is answered by a new start.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './say.mjs';

const RESTART_WAITS_MS = [500, 2000, 5000, 10_000, 20_000];
/** A program that ran this long has recovered: its next crash begins again with the shortest wait. */
const RECOVERED_AFTER_MS = 120_000;
const STOPPED_WITHIN_MS = 20_000;
const LOG_BYTES_MOST = 20_000_000;

export type Program = {
  /** Shown to people. */
  name: string;
  /** Path of the script that Node runs. */
  script: string;
  env: NodeJS.ProcessEnv;
  cwd: string;
  log: string;
  /** Told after every start, so that a later start can find what a kill -9 left behind. */
  onStart: (pid: number) => void;
  /** Told when it crashed once too often. */
  onGiveUp: () => void;
};

export class Child {
  readonly #program: Program;
  #process: ChildProcess | undefined;
  #isStopping = false;
  #hasBeenReady = false;
  #crashes = 0;
  #lastOutput = '';

  constructor(program: Program) {
    this.#program = program;
    if (existsSync(program.log)) this.#rotateLog();
    this.#start();
  }

  get crashes(): number {
    return this.#crashes;
  }

  /** From now on a crash is answered by a new start; before, it is a failure to start. */
  markReady(): void {
    this.#hasBeenReady = true;
  }

  get lastOutput(): string {
    return this.#lastOutput;
  }

  #start(): void {
    const { script, env, cwd, onStart } = this.#program;
    const since_ms = performance.now();
    // Not in the terminal's process group: Ctrl-C must reach `npm start` alone, which then stops all in their order.
    const child = spawn(process.execPath, [script], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => this.#keep(chunk));
    child.once('exit', (code, signal) => void this.#onExit(since_ms, code, signal));
    this.#process = child;
    if (child.pid) onStart(child.pid);
  }

  #keep(chunk: Buffer): void {
    this.#lastOutput = (this.#lastOutput + chunk.toString()).slice(-4000);
    this.#rotateLog();
    appendFileSync(this.#program.log, chunk, { mode: 0o600 });
  }

  /** One older file is kept, so that the logs never fill a disk. */
  #rotateLog(): void {
    const { log } = this.#program;
    if (existsSync(log) && statSync(log).size > LOG_BYTES_MOST) renameSync(log, `${log}.1`);
  }

  async #onExit(since_ms: number, code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.#isStopping) return;
    if (performance.now() - since_ms > RECOVERED_AFTER_MS) this.#crashes = 0;
    const wait_ms = RESTART_WAITS_MS[this.#crashes];
    this.#crashes += 1;
    if (!this.#hasBeenReady) return;
    const { name, log, onGiveUp } = this.#program;
    const ended = `${name} 意外退出 stopped unexpectedly (${signal ?? code})`;
    if (wait_ms === undefined) {
      say(`  ✗ ${ended}，多次重启无效 and again after every restart; 日志 log: ${log}`);
      onGiveUp();
      return;
    }
    say(`  ! ${ended}，${wait_ms / 1000} 秒后重启 restarting in ${wait_ms / 1000} s; 日志 log: ${log}`);
    await sleep(wait_ms);
    if (!this.#isStopping) this.#start();
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGTERM');
    const forced = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(forced);
  }
}
