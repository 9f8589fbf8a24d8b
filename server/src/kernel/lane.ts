/**
 * The lane: asks that arrive while one batch is in flight share the next. A lone ask goes at once and alone; under a rush
 * sixty-four share one statement and one commit. A patient stands at most once in a batch, so that the rules judged what
 * the statement writes.
 */
export interface Waiting<Ask, Answer> {
  ask: Ask;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

export class Lane<Ask, Answer> {
  readonly #work: (asks: Ask[]) => Promise<Answer[]>;
  readonly #only: (ask: Ask) => string | readonly string[];
  readonly #most: number;
  readonly #gathers: boolean;
  #queue: Waiting<Ask, Answer>[] = [];
  #busy = false;

  constructor(options: {
    work: (asks: Ask[]) => Promise<Answer[]>;
    onlyOncePer: (ask: Ask) => string | readonly string[];
    most: number;
    /** Whoever asks in the same moment as the first goes with it, for many who ask at one stroke. */
    gathers?: boolean;
  }) {
    this.#work = options.work;
    this.#only = options.onlyOncePer;
    this.#most = options.most;
    this.#gathers = options.gathers ?? false;
  }

  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ask, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    if (this.#gathers) await Promise.resolve();
    while (this.#queue.length > 0) await this.#settle(this.#next());
    this.#busy = false;
  }

  #next(): Waiting<Ask, Answer>[] {
    const taken = new Set<string>();
    const batch: Waiting<Ask, Answer>[] = [];
    const later: Waiting<Ask, Answer>[] = [];
    let looked = 0;
    for (const waiting of this.#queue) {
      if (batch.length === this.#most) break;
      looked += 1;
      const who = [this.#only(waiting.ask)].flat();
      if (!who.some((one) => taken.has(one))) {
        for (const one of who) taken.add(one);
        batch.push(waiting);
      } else later.push(waiting);
    }
    // of a long queue only its beginning is looked at
    this.#queue = later.concat(this.#queue.slice(looked));
    return batch;
  }

  /** If a batch fails as a whole, its members are tried one by one, so that one bad ask harms nobody else. */
  async #settle(batch: Waiting<Ask, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work(batch.map((waiting) => waiting.ask));
      batch.forEach((waiting, n) => {
        waiting.resolve(answers[n]!);
      });
    } catch (error) {
      if (batch.length === 1) return batch[0]!.reject(error);
      for (const waiting of batch) await this.#settle([waiting]);
    }
  }
}
