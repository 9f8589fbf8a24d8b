/** Requests that have been read and are on their way to where they are decided; who draws lots waits for them. */

export interface Visit {
  /** When the request was read, in the process's own milliseconds (`performance.now`). */
  arrived_ms: number;
  /** It has come to where it is decided, or was answered before; once is enough, more does no harm. */
  done: () => void;
}

export class Doorway {
  /** In the order in which they came. */
  readonly #coming = new Set<Visit>();

  came(): Visit {
    const visit: Visit = { arrived_ms: performance.now(), done: () => void this.#coming.delete(visit) };
    this.#coming.add(visit);
    return visit;
  }

  /** Whether somebody who came until then is still on the way. */
  awaits(until_ms: number): boolean {
    const { value: first } = this.#coming.values().next();
    return first !== undefined && first.arrived_ms <= until_ms;
  }
}
