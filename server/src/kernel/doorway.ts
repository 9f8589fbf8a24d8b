/** Requests that have come and are on their way to where they are decided; who draws lots waits for them. */

export interface Visit {
  /** When the request's head was read, in the process's own milliseconds (`performance.now`). */
  arrived_ms: number;
  /** The same moment by the hospital's clock. */
  arrived_at: Temporal.Instant;
  /** All of it has been received: what it still waits for is this server, not its sender. */
  received: () => void;
  /** It has come to where it is decided, or was answered before; once is enough, more does no harm. */
  done: () => void;
}

export class Doorway {
  readonly #now: () => Temporal.Instant;
  /** In the order in which they came; the value: whether all of it was received. */
  readonly #coming = new Map<Visit, boolean>();

  constructor(now: () => Temporal.Instant) {
    this.#now = now;
  }

  came(): Visit {
    const visit: Visit = {
      arrived_ms: performance.now(),
      arrived_at: this.#now(),
      received: () => {
        if (this.#coming.has(visit)) this.#coming.set(visit, true);
      },
      done: () => void this.#coming.delete(visit),
    };
    this.#coming.set(visit, false);
    return visit;
  }

  /** Whether somebody who came until then is still on the way: anybody, or only those whose request was received whole. */
  awaits(until_ms: number, who: 'all' | 'received' = 'all'): boolean {
    for (const [visit, isReceived] of this.#coming) {
      if (visit.arrived_ms > until_ms) return false;
      if (isReceived || who === 'all') return true;
    }
    return false;
  }
}
