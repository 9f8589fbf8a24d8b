/** What the engine weighs, in a process of its own: `node --expose-gc memory.ts < texts (JSON array)` prints one JSON object. */
import { text } from 'node:stream/consumers';

export interface Weight {
  /** What it holds after collecting, in MB (10^6 bytes): heap and what stands outside it. */
  alive_mb: number;
  /** The whole growth over a bare Node, with what V8 keeps for short-lived things (some 70 MB, which a busy server has already). */
  resident_mb: number;
  /** From nothing to the first answer. */
  start_ms: number;
}

const texts = JSON.parse(await text(process.stdin)) as string[];
const before = now();
const began_ms = performance.now();
const { createEngine } = await import('../../triage/src/index.ts');
const engine = createEngine();
engine.analyse(texts[0] ?? '');
const start_ms = performance.now() - began_ms;
for (const each of texts) engine.analyse(each);
const after = now();
const weight: Weight = {
  resident_mb: (after.rss - before.rss) / 1e6,
  alive_mb: (after.alive - before.alive) / 1e6,
  start_ms,
};
process.stdout.write(JSON.stringify(weight));

function now(): { rss: number; alive: number } {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, alive: heapUsed + external };
}
