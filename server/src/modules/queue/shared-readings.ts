/**
 * What many phones of one line are shown is read once for all of them: a call in a line of thirty must not read the line
 * thirty times. It lasts until the next facts, and a second at most.
 */
import type { FactRow } from '../../kernel/index.ts';

const LASTS_MS = 1_000;

export class SharedReadings {
  readonly #readings = new Map<string, Promise<unknown>>();
  #seen: FactRow[] | undefined;
  #begun_ms = 0;

  /** New facts have come, the same list for all who are asked: what was read before them is of no more use. */
  see(facts: FactRow[]): void {
    if (facts === this.#seen) return;
    this.#seen = facts;
    this.#readings.clear();
  }

  /** The reading of this name, begun by whoever asked first. */
  once<T>(name: string, read: () => Promise<T>): Promise<T> {
    const now_ms = performance.now();
    if (now_ms - this.#begun_ms > LASTS_MS) {
      this.#readings.clear();
      this.#begun_ms = now_ms;
    }
    const known = this.#readings.get(name) as Promise<T> | undefined;
    if (known) return known;
    const reading = read();
    this.#readings.set(name, reading);
    // who comes after a failure tries again
    reading.catch(() => this.#readings.get(name) === reading && this.#readings.delete(name));
    return reading;
  }
}
