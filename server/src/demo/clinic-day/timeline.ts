/** What is going to happen, in order of hospital time. */
interface Event {
  at_ms: number;
  order: number;
  act: () => Promise<void>;
}

export class Timeline {
  #events: Event[] = [];
  #order = 0;

  /** Lets `act` happen at that time; of two at the same time the one told first comes first. */
  at(at_ms: number, act: () => Promise<void>): void {
    const event = { at_ms, order: this.#order++, act };
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // kept with the next event last, so that taking it is cheap
      if (isBefore(event, this.#events[middle]!)) low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, event);
  }

  nextAt(): number | undefined {
    return this.#events.at(-1)?.at_ms;
  }

  /** Takes what happens within `span_ms` of the next event, in order. */
  take(span_ms: number): Event[] {
    const first = this.nextAt() ?? 0;
    const taken: Event[] = [];
    for (let next = this.#events.at(-1); next && next.at_ms <= first + span_ms; next = this.#events.at(-1)) {
      taken.push(next);
      this.#events.pop();
    }
    return taken;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at_ms < b.at_ms || (a.at_ms === b.at_ms && a.order < b.order);
