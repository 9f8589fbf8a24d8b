/** Requests that have come and are on their way to where they are decided; who draws lots waits for them. */

export interface Visit {
  /**
   * The earliest moment at which the request may have come, in the process's own milliseconds (`performance.now`). A busy server reads
   * late: whoever it finds when it looks may have stood there since it last looked.
   */
  arrived_ms: number;
  /** By how much later its head was read. */
  read_after_ms: number;
  /** When its head was read, by the hospital's clock. */
  read_at: Temporal.Instant;
  /** All of it has been received: what it still waits for is this server, not its sender. */
  received: () => void;
  /** It has come to where it is decided, or was answered before; once is enough, more does no harm. */
  done: () => void;
}

/** While requests come the door notes this often that the server still looks up from its work; if it is late, so was the reading. */
const LOOKS_UP_EVERY_MS = 50;

export class Doorway {
  /** In the order in which they came; the value: whether all of it was received. */
  readonly #coming = new Map<Visit, boolean>();
  readonly #now: () => Temporal.Instant;
  /** When the server last looked up; nobody came for a while: undefined, and who comes then is read at once. */
  #lookedUp_ms: number | undefined;
  #isQuiet = true;

  constructor(now: () => Temporal.Instant) {
    this.#now = now;
  }

  came(): Visit {
    const read_ms = performance.now();
    if (this.#lookedUp_ms === undefined) this.#lookUp(read_ms);
    this.#isQuiet = false;
    const arrived_ms = Math.min(this.#lookedUp_ms!, read_ms);
    const visit: Visit = {
      arrived_ms,
      read_after_ms: read_ms - arrived_ms,
      read_at: this.#now(),
      received: () => {
        if (this.#coming.has(visit)) this.#coming.set(visit, true);
      },
      done: () => void this.#coming.delete(visit),
    };
    this.#coming.set(visit, false);
    return visit;
  }

  #lookUp(at_ms: number): void {
    this.#lookedUp_ms = at_ms;
    this.#isQuiet = true;
    setTimeout(() => {
      if (this.#isQuiet) this.#lookedUp_ms = undefined;
      else this.#lookUp(performance.now());
    }, LOOKS_UP_EVERY_MS).unref();
  }

  /** Whether somebody who may have come until then is still on the way: anybody, or only those whose request was received whole. */
  awaits(until_ms: number, who: 'all' | 'received' = 'all'): boolean {
    for (const [visit, isReceived] of this.#coming) {
      if (visit.arrived_ms > until_ms) return false;
      if (isReceived || who === 'all') return true;
    }
    return false;
  }
}
