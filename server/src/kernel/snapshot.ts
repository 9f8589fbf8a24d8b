/**
 * Following the record in memory: a cursor of this process, moved on by the bell of the house and by an own look twice a
 * second. For what is kept in memory on every node; a projection that is kept in tables uses `runReader` instead.
 */
import { type Db, first, sql } from './db.ts';
import { type FactCursor, type FactRow, readFacts } from './facts.ts';
import type { Wake } from './wake.ts';

export interface FollowGround {
  db: Db;
  wake: Wake;
  /** Told what is new, in order. When it throws, the same facts are told again at the next look. */
  onFacts: (facts: FactRow[]) => Promise<void>;
  log: (message: string, error: unknown) => void;
}

/** Without a bell (another node, no Redis) news is seen this late; after one, this soon, and while it rings on and on this far apart. */
const LOOK_EVERY_MS = 500;
const LOOK_AFTER_MS = 100;
const LOOKS_APART_MS = 400;
const MOST_FACTS = 2_000;

export class Follower {
  readonly #ground: FollowGround;
  #cursor: FactCursor | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #looked_ms = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #unwake = () => {};

  constructor(ground: FollowGround) {
    this.#ground = ground;
  }

  /** Whether it has a place in the record and will be told. */
  get follows(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes its place at the present end of the record; what is read after this is at least as new. */
  async start(): Promise<void> {
    const below = await sql<{ tx: string }>`select fact_horizon()::text as tx`.execute(this.#ground.db.kysely);
    this.#cursor = { tx: first(below)!.tx, seq: 0 };
    this.#unwake = this.#ground.wake.onWake(() => this.#lookSoon());
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#unwake();
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
    await this.#looking;
  }

  /** A lone change is seen after a moment; in the rush, where the bell rings on and on, one look takes what several brought. */
  #lookSoon(): void {
    if (!this.follows) return;
    const since_ms = performance.now() - this.#looked_ms;
    this.#soon ??= setTimeout(
      () => {
        this.#soon = undefined;
        void this.look();
      },
      Math.max(LOOK_AFTER_MS, LOOKS_APART_MS - since_ms),
    );
  }

  /** Reads what is new now; never two looks at once, and a call during one starts another after it. */
  look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#work().finally(() => {
      this.#looking = undefined;
      // called for in the very moment the last look ended
      if (this.#again && this.follows) void this.look();
    });
    return this.#looking;
  }

  async #work(): Promise<void> {
    while (this.#again && this.#cursor) {
      this.#again = false;
      this.#looked_ms = performance.now();
      try {
        const facts = await readFacts(this.#ground.db.kysely, this.#cursor, MOST_FACTS);
        const last = facts.at(-1);
        if (!last) continue;
        await this.#ground.onFacts(facts);
        this.#cursor = { tx: last.tx, seq: last.seq };
        if (facts.length === MOST_FACTS) this.#again = true;
      } catch (error) {
        this.#ground.log('following the record failed; it is tried again at the next look', error);
      }
    }
  }
}
