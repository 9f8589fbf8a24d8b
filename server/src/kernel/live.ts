/**
 * Live views over WebSocket. A topic is a whole state with a cursor; when facts touch it the state is read again and sent
 * to those whose cursor differs. A lost message, a reconnect or a restart therefore costs nothing but time.
 */
import type { LiveFromServer } from '@menzhen/contract';
import { Refusal } from './problem.ts';
import { factHorizon, type FactRow, readFacts } from './facts.ts';
import { type Db, first, sql } from './db.ts';
import type { FromSwitchboard, ToSwitchboard } from './live-link.ts';
import type { Actor } from './session.ts';
import { LOOK_ROUND_S } from './switchboard.ts';
import type { Wake } from './wake.ts';

export interface LiveView {
  /** The key that shares one reading among its watchers ('board:…'), or undefined: not this view or not allowed. */
  keyOf(actor: Actor, topic: string): string | undefined;
  /** The same for who has not said who they are: only of what everybody may read. Without it nothing is shown before hello. */
  openKeyOf?(topic: string): string | undefined;
  read(key: string): Promise<{ cursor: string; state: unknown }>;
  /** Whether these facts may have changed what `key` shows. */
  touchedBy(key: string, facts: FactRow[]): boolean;
}

interface Caller {
  /** Whose line it is, once it said hello. */
  actor: Actor | undefined;
  /** What it watches: topic to key. */
  keys: Map<string, string>;
}
/** One reading of a key's state, shared by all who may be shown it. */
interface Reading {
  number: number;
  begun_ms: number;
  /** The state as JSON. */
  state: Promise<{ cursor: string; state: string }>;
}
interface Watched {
  view: LiveView;
  /** How many watch it. */
  watchers: number;
  reading: Reading | undefined;
}

/** Who comes shortly after another is shown what was read for the other: after a restart thousands come at once. */
const READING_FRESH_MS = 1_000;
const LOOK_MS = 1_000;

export interface LiveGround {
  db: Db;
  wake: Wake;
  now: () => Temporal.Instant;
  actorOf: (token: string) => Promise<Actor>;
  /** Which of these sessions (Actor.session) have ended meanwhile. */
  overAmong: (sessions: readonly string[]) => Promise<Set<string>>;
  log: (message: string, error: unknown) => void;
}

export class LiveHub {
  readonly #ground: LiveGround;
  readonly #views: LiveView[];
  readonly #watched = new Map<string, Watched>();
  /** By the number of their line. */
  #callers = new Map<number, Caller>();
  #tell: (message: ToSwitchboard) => void = () => {};
  #timers: NodeJS.Timeout[] = [];
  #stopWake = () => {};
  #cursor = { tx: '0', seq: 0 };
  #busy = false;
  #again = false;
  #readings = 0;
  #second = 0;

  constructor(ground: LiveGround, views: LiveView[]) {
    this.#ground = ground;
    this.#views = views;
  }

  async start(): Promise<void> {
    const now = first(
      await sql<{ tx: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as tx`.execute(
        this.#ground.db.kysely,
      ),
    );
    this.#cursor = { tx: now!.tx, seq: 0 };
    this.#stopWake = this.#ground.wake.onWake(() => void this.#look());
    this.#timers = [setInterval(() => void this.#look(), LOOK_MS), setInterval(() => this.#onSecond(), 1_000)];
  }

  stop(): void {
    this.#stopWake();
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** A switchboard takes the place of the one before; what that one's lines watched is forgotten, they have closed. */
  join(tell: (message: ToSwitchboard) => void): void {
    this.#tell = tell;
    this.#callers = new Map();
    this.#watched.clear();
  }

  /** What the switchboard says. */
  take(message: FromSwitchboard): void {
    const { type, line } = message;
    if (type === 'opened') return void this.#callers.set(line, { actor: undefined, keys: new Map() });
    const caller = this.#callers.get(line);
    if (!caller) return;
    if (type === 'closed') {
      this.#callers.delete(line);
      for (const topic of caller.keys.keys()) this.#unwatch(caller, topic);
      return;
    }
    this.#answer(caller, message).catch((error: unknown) => {
      const code = error instanceof Refusal ? error.code : 'server_error';
      if (code === 'server_error') this.#ground.log('live message failed', error);
      const detail = error instanceof Refusal ? error.sentence('zh') : '';
      const topic = ('topic' in message ? message.topic : null) as never;
      this.#say(line, { type: 'refused', topic, code, detail });
    });
  }

  async #answer(caller: Caller, message: Exclude<FromSwitchboard, { type: 'opened' | 'closed' }>): Promise<void> {
    const { type, line } = message;
    if (type === 'hello') {
      caller.actor = await this.#ground.actorOf(message.token);
      return this.#say(line, { type: 'welcome' });
    }
    if (type === 'caught_up') return this.#showAgain(caller, message);
    this.#unwatch(caller, message.topic);
    if (type === 'watch') await this.#watch(caller, message);
  }

  async #watch(caller: Caller, { line, topic }: { line: number; topic: string }): Promise<void> {
    try {
      const { key, view } = this.#find(caller.actor, topic);
      const watched = this.#watched.get(key) ?? { view, watchers: 0, reading: undefined };
      this.#watched.set(key, watched);
      watched.watchers += 1;
      caller.keys.set(topic, key);
      this.#tell({ type: 'watching', line, topic, key });
      await this.#show(key, this.#readingFor(key, watched), line);
    } catch (error) {
      // Somebody else's booking, or gone: who is refused does not stay on the list.
      this.#unwatch(caller, topic);
      this.#tell({ type: 'not_watching', line, topic });
      throw error;
    }
  }

  #find(actor: Actor | undefined, topic: string): { key: string; view: LiveView } {
    for (const view of this.#views) {
      const key = actor ? view.keyOf(actor, topic) : view.openKeyOf?.(topic);
      if (key) return { key, view };
    }
    throw new Refusal(actor ? 'not_found' : 'sign_in_required');
  }

  #unwatch(caller: Caller, topic: string): void {
    const key = caller.keys.get(topic);
    const watched = key && this.#watched.get(key);
    if (!watched) return;
    caller.keys.delete(topic);
    watched.watchers -= 1;
    if (watched.watchers === 0) this.#watched.delete(key);
  }

  /** Reads new facts and pushes what they touched; one round at a time, again if rung meanwhile. */
  async #look(): Promise<void> {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#again) {
        this.#again = false;
        await this.#round();
      }
    } catch (error) {
      this.#ground.log('live round failed', error);
    } finally {
      this.#busy = false;
    }
  }

  async #round(): Promise<void> {
    if (await this.#skip()) return;
    const facts = await readFacts(this.#ground.db.kysely, this.#cursor, 1000);
    const last = facts.at(-1);
    if (!last) return;
    this.#cursor = { tx: last.tx, seq: last.seq };
    if (facts.length === 1000) this.#again = true;
    const touched = [...this.#watched].filter(([key, { view }]) => view.touchedBy(key, facts));
    await Promise.all(touched.map(([key, watched]) => this.#showAnew(key, watched)));
  }

  /** While nobody watches nothing is read: who comes is shown the present state, and what is new from then on. */
  async #skip(): Promise<boolean> {
    if (this.#watched.size > 0) return false;
    const horizon = await factHorizon(this.#ground.db.kysely);
    // somebody who came meanwhile may have been shown an older state
    if (this.#watched.size > 0) return false;
    this.#cursor = horizon;
    return true;
  }

  /** One view that cannot be read (a patient was taken out of an account) keeps nobody else from being told. */
  async #showAnew(key: string, watched: Watched): Promise<void> {
    try {
      await this.#show(key, this.#readAnew(key, watched));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#forget(key);
    }
  }

  #forget(key: string): void {
    this.#watched.delete(key);
    for (const { keys } of this.#callers.values())
      for (const [topic, shown] of keys) if (shown === key) keys.delete(topic);
    this.#tell({ type: 'gone', key });
  }

  /** Who was slow and has taken everything is shown what is true now. */
  async #showAgain(caller: Caller, { line, topic }: { line: number; topic: string }): Promise<void> {
    const key = caller.keys.get(topic);
    const watched = key && this.#watched.get(key);
    if (!watched) return;
    await this.#show(key, this.#readingFor(key, watched), line).catch((error: unknown) => {
      if (error instanceof Refusal) return this.#forget(key);
      this.#ground.log('a slow line could not be shown the present state; the next facts show it', error);
    });
  }

  /** What facts have touched is always read anew. */
  #readAnew(key: string, watched: Watched): Reading {
    this.#readings += 1;
    const state = watched.view.read(key).then((read) => ({ cursor: read.cursor, state: JSON.stringify(read.state) }));
    const reading = { number: this.#readings, begun_ms: performance.now(), state };
    watched.reading = reading;
    // nobody is shown what could not be read
    state.catch(() => {
      if (watched.reading === reading) watched.reading = undefined;
    });
    return reading;
  }

  /**
   * For who has just come. Facts that came after the reading began are either read anew in a later round, which tells the
   * comer too, or were: then their reading has taken this one's place.
   */
  #readingFor(key: string, watched: Watched): Reading {
    const { reading } = watched;
    const isFresh = reading && performance.now() - reading.begun_ms < READING_FRESH_MS;
    return isFresh ? reading : this.#readAnew(key, watched);
  }

  /** To all who watch the key, or to one. */
  async #show(key: string, reading: Reading, line?: number): Promise<void> {
    const { cursor, state } = await reading.state;
    const at = this.#ground.now().toString();
    this.#tell({ type: 'state', key, number: reading.number, cursor, at, state, line });
  }

  /** The switchboard looks after its lines; here it is asked whose sessions have ended, a share of them every second. */
  #onSecond(): void {
    this.#second += 1;
    this.#tell({ type: 'second', at: this.#ground.now().toString() });
    const known = new Map<number, string>();
    for (const [line, { actor }] of this.#callers)
      if (actor && (this.#second - line) % LOOK_ROUND_S === 0) known.set(line, actor.session);
    if (known.size > 0) void this.#letGoEnded(known);
  }

  /** Who signed out, was disabled or stayed away too long is shown nothing more. */
  async #letGoEnded(known: Map<number, string>): Promise<void> {
    try {
      const over = await this.#ground.overAmong([...new Set(known.values())]);
      const refusal = new Refusal('session_expired');
      const message = { type: 'refused', topic: null, code: refusal.code, detail: refusal.sentence('zh') } as const;
      for (const [line, session] of known) if (over.has(session)) this.#tell({ type: 'let_go', line, message });
    } catch (error) {
      this.#ground.log('whether sessions go on could not be read; it is asked again at the next ping', error);
    }
  }

  #say(line: number, message: LiveFromServer): void {
    this.#tell({ type: 'say', line, message });
  }
}
