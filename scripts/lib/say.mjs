// One progress line for each step, with its seconds; a line every ten seconds while a step runs, so that nobody wonders.
// Plain lines and no cursor tricks: the same output is right in a terminal and in a log file.

const HEARTBEAT_MS = 10_000;

/** An expected failure. `advice` is one sentence, Chinese then English, that says what to do. */
export class Advice extends Error {
  /**
   * @param {string} zh what to do, in Chinese
   * @param {string} en what to do, in English
   * @param {string} [detail] the last lines of the program that failed
   */
  constructor(zh, en, detail = '') {
    super(`${zh}\n  ${en}`);
    this.name = 'Advice';
    this.detail = detail.trim();
  }
}

/** @param {number} since_ms a `performance.now()` @returns {string} such as "3.2 s" */
export function seconds(since_ms) {
  return `${((performance.now() - since_ms) / 1000).toFixed(1)} s`;
}

/** @type {{ write(text: string): unknown }} */
let lines = process.stdout;

/** From now on progress goes to stderr: stdout belongs to the answers of the command. */
export function sayAside() {
  lines = process.stderr;
}

/** @param {string} text */
export function say(text) {
  lines.write(`${text}\n`);
}

/**
 * Runs `work` as one named step and prints how long it took.
 * @template T
 * @param {string} label Chinese then English
 * @param {() => Promise<T>} work may return a string, which is printed as a remark
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const since_ms = performance.now();
  const beat = setInterval(() => say(`  … ${label}  ${seconds(since_ms)}`), HEARTBEAT_MS);
  try {
    const result = await work();
    const remark = typeof result === 'string' && result !== '' ? `  ${result}` : '';
    say(`  ✓ ${label}  ${seconds(since_ms)}${remark}`);
    return result;
  } catch (error) {
    say(`  ✗ ${label}  ${seconds(since_ms)}`);
    throw error;
  } finally {
    clearInterval(beat);
  }
}

/** Prints a failure: an expected one as its advice, any other with its stack. @param {unknown} error */
export function sayFailure(error) {
  if (error instanceof Advice) {
    if (error.detail) process.stderr.write(`\n${error.detail}\n`);
    process.stderr.write(`\n  ${error.message}\n\n`);
  } else {
    process.stderr.write(`\n${error instanceof Error ? error.stack : String(error)}\n`);
  }
}
