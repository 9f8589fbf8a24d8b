/** What the engine costs: time a turn, memory, and the start. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Engine, Talk } from '../../triage/src/index.ts';
import { quantile } from '../frame.ts';
import type { Weight } from './memory.ts';
import type { Part } from './parts.ts';

const ROUNDS = 3;

/** A turn is everything the house does when a message comes: read it, find dangers and departments, choose the next question. */
export function latencyOf(engine: Engine, texts: readonly string[]): Part {
  const took_ms: number[] = [];
  const cpu_ms: number[] = [];
  for (const each of texts) turn(engine, each);
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const each of texts) {
      const cpu = process.threadCpuUsage();
      const began_ms = performance.now();
      turn(engine, each);
      took_ms.push(performance.now() - began_ms);
      const { user, system } = process.threadCpuUsage(cpu);
      cpu_ms.push((user + system) / 1000);
    }
  }
  const figures = {
    p50_ms: quantile(took_ms, 0.5),
    p99_ms: quantile(took_ms, 0.99),
    p99_cpu_ms: quantile(cpu_ms, 0.99),
  };
  return { figures, rows: rowsOf(figures, `${took_ms.length} turns`), notes: [] };
}

function turn(engine: Engine, words: string): void {
  const talk: Talk = { turns: [{ from: 'patient', text: words }], answers: [] };
  engine.next(engine.analyse(talk.turns), talk);
}

/** In a process of its own, so that nothing else of the bench is weighed. */
export async function weigh(texts: readonly string[]): Promise<Part> {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, 'memory.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(texts));
  const weight = JSON.parse(await text(child.stdout)) as Weight;
  const figures = { memory_mb: weight.alive_mb, process_growth_mb: weight.resident_mb, start_ms: weight.start_ms };
  return { figures, rows: rowsOf(figures, 'a process of its own'), notes: [] };
}

const rowsOf = (figures: Record<string, number>, counts: string): Part['rows'] =>
  Object.entries(figures).map(([what, value]) => ({ what, values: [value.toFixed(2), '', counts] }));
