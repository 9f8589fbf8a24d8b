/**
 * Live views over WebSocket. A topic is a whole state with a cursor; when facts touch it the state is read again and sent
 * to those whose cursor differs. A lost message, a reconnect or a restart therefore costs nothing but time.
 */
import type { LiveFromClient, LiveFromServer } from '@menzhen/contract';
import { Refusal } from './problem.ts';
import { factHorizon, type FactRow, readFacts } from './facts.ts';
import { type Db, first, sql } from './db.ts';
import { frameOf, type LiveLine } from './live-line.ts';
import type { Actor } from './session.ts';
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

interface Connection {
  /** Whose it is, once it said hello. */
  actor: Actor | undefined;
  /** In which second of a round it is looked at. */
  share: number;
  /** How many messages it had been sent when it was last asked for its silence, and how often since then it had no more. */
  sent: number;
  quiet: number;
  /** It was full at the last look, and has not taken everything since. */
  was_full: boolean;
}
interface Watcher {
  line: LiveLine;
  topic: string;
  key: string;
  cursor: string | undefined;
  /** Number of the reading that was shown last; an older one that ends later is not shown any more. */
  shown: number;
  /** Its line was full when there was something new: it is shown the newest state, and only that, when it has taken the rest. */
  is_behind: boolean;
}
/** One reading of a key's state, shared by all who may be shown it. */
interface Reading {
  number: number;
  begun_ms: number;
  state: Promise<{ cursor: string; state: unknown }>;
}
interface Watched {
  view: LiveView;
  watchers: Set<Watcher>;
  reading: Reading | undefined;
}

/** Each line is looked at once in so many seconds; a share of them every second, so that thousands never stand before a call. */
const LOOK_ROUND_S = 20;
/** Its silence is asked for every five seconds; at the third time in a row it is pinged: 15 to 20 seconds after its last message. */
const SILENCE_ROUND_S = 5;
const QUIET_FOR = 3;
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
  /** Every open connection. */
  readonly #lines = new Map<LiveLine, Connection>();
  #timers: NodeJS.Timeout[] = [];
  #stopWake = () => {};
  #cursor = { tx: '0', seq: 0 };
  #busy = false;
  #again = false;
  #readings = 0;
  #connections = 0;
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
    this.#timers = [setInterval(() => void this.#look(), LOOK_MS), setInterval(() => this.#lookAfterLines(), 1_000)];
  }

  stop(): void {
    this.#stopWake();
    for (const timer of this.#timers) clearInterval(timer);
    for (const line of this.#lines.keys()) line.close();
  }

  /** Serves one connection until it closes. */
  connect(line: LiveLine): void {
    const mine = new Map<string, Watcher>();
    this.#connections += 1;
    const share = this.#connections % LOOK_ROUND_S;
    this.#lines.set(line, { actor: undefined, share, sent: 0, quiet: 0, was_full: false });
    const forget = () => {
      this.#lines.delete(line);
      for (const watcher of mine.values()) this.#unwatch(watcher);
      mine.clear();
    };
    line.on('close', forget);
    line.on('error', forget);
    line.on('drain', () => this.#catchUp(line, [...mine.values()]));
    line.on('message', (data) => {
      const message = readMessage(data);
      if (!message)
        return this.#send(line, {
          type: 'refused',
          topic: null,
          code: 'body_not_json',
          detail: 'not a message of this channel',
        });
      this.#take(line, message, mine).catch((error: unknown) => {
        const code = error instanceof Refusal ? error.code : 'server_error';
        if (code === 'server_error') this.#ground.log('live message failed', error);
        this.#send(line, {
          type: 'refused',
          topic: 'topic' in message ? message.topic : null,
          code,
          detail: error instanceof Refusal ? error.sentence('zh') : '',
        });
      });
    });
  }

  async #take(line: LiveLine, message: LiveFromClient, mine: Map<string, Watcher>): Promise<void> {
    if (message.type === 'hello') {
      const who = await this.#ground.actorOf(message.token);
      const connection = this.#lines.get(line);
      if (connection) connection.actor = who;
      return this.#send(line, { type: 'welcome' });
    }
    if (message.type === 'pong') return;
    const before = mine.get(message.topic);
    if (before) this.#unwatch(before);
    mine.delete(message.topic);
    if (message.type === 'unwatch') return;
    const { key, view } = this.#find(this.#lines.get(line)?.actor, message.topic);
    const watcher: Watcher = { line, topic: message.topic, key, cursor: message.cursor, shown: 0, is_behind: false };
    mine.set(message.topic, watcher);
    const watched = this.#watched.get(key) ?? { view, watchers: new Set(), reading: undefined };
    this.#watched.set(key, watched);
    watched.watchers.add(watcher);
    try {
      await this.#show(this.#readingFor(key, watched), [watcher]);
    } catch (error) {
      // Somebody else's booking, or gone: who is refused does not stay on the list.
      this.#unwatch(watcher);
      mine.delete(message.topic);
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

  #unwatch(watcher: Watcher): void {
    const watched = this.#watched.get(watcher.key);
    if (watched?.watchers.delete(watcher) && watched.watchers.size === 0) this.#watched.delete(watcher.key);
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
    await Promise.all(touched.map(([key, watched]) => this.#tell(key, watched)));
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
  async #tell(key: string, watched: Watched): Promise<void> {
    await this.#showOrForget(this.#readAnew(key, watched), [...watched.watchers]);
  }

  async #showOrForget(reading: Reading, watchers: Watcher[]): Promise<void> {
    await this.#show(reading, watchers).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      for (const watcher of watchers) this.#unwatch(watcher);
    });
  }

  /** A slow line has taken everything: it is shown what is true now, not what it missed. */
  #catchUp(line: LiveLine, watchers: Watcher[]): void {
    const connection = this.#lines.get(line);
    if (connection) connection.was_full = false;
    for (const watcher of watchers) {
      const watched = this.#watched.get(watcher.key);
      if (!watcher.is_behind || !watched) continue;
      watcher.is_behind = false;
      this.#showOrForget(this.#readingFor(watcher.key, watched), [watcher]).catch((error: unknown) => {
        watcher.is_behind = true;
        this.#ground.log('a slow line could not be shown the present state; the next facts show it', error);
      });
    }
  }

  /** What facts have touched is always read anew. */
  #readAnew(key: string, watched: Watched): Reading {
    this.#readings += 1;
    const reading = { number: this.#readings, begun_ms: performance.now(), state: watched.view.read(key) };
    watched.reading = reading;
    // nobody is shown what could not be read
    reading.state.catch(() => {
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

  /** Sends the state to those who have another; its bytes are made once for all who watch it under one name. */
  async #show(reading: Reading, watchers: Watcher[]): Promise<void> {
    const { cursor, state } = await reading.state;
    const at = this.#ground.now().toString();
    let topic = '';
    let frame: Buffer = Buffer.alloc(0);
    for (const watcher of watchers) {
      if (watcher.shown > reading.number) continue;
      const isNew = watcher.cursor !== cursor;
      watcher.is_behind = isNew && watcher.line.isFull;
      if (watcher.is_behind) continue;
      watcher.shown = reading.number;
      if (!isNew) continue;
      watcher.cursor = cursor;
      // nearly always all watch it under one name
      if (watcher.topic !== topic) {
        topic = watcher.topic;
        frame = frameOf({ type: 'state', topic: topic as never, cursor, at, state });
      }
      watcher.line.send(frame);
    }
  }

  /** Pings who has long been told nothing; of the share whose second it is, lets go who reads nothing and whose session has ended. */
  #lookAfterLines(): void {
    this.#second += 1;
    const ping = frameOf({ type: 'ping', at: this.#ground.now().toString() });
    const known = new Map<LiveLine, string>();
    for (const [line, connection] of this.#lines) {
      if ((this.#second - connection.share) % SILENCE_ROUND_S === 0 && isQuiet(line, connection)) line.send(ping);
      if ((this.#second - connection.share) % LOOK_ROUND_S !== 0) continue;
      if (connection.actor) known.set(line, connection.actor.session);
      const stays_full = connection.was_full && line.isFull;
      connection.was_full = line.isFull;
      if (stays_full) line.close();
    }
    if (known.size > 0) void this.#letGoEnded(known);
  }

  /** Who signed out, was disabled or stayed away too long is shown nothing more. */
  async #letGoEnded(known: Map<LiveLine, string>): Promise<void> {
    try {
      const over = await this.#ground.overAmong([...new Set(known.values())]);
      for (const [line, session] of known) if (over.has(session)) this.#letGo(line);
    } catch (error) {
      this.#ground.log('whether sessions go on could not be read; it is asked again at the next ping', error);
    }
  }

  #letGo(line: LiveLine): void {
    const refusal = new Refusal('session_expired');
    this.#send(line, { type: 'refused', topic: null, code: refusal.code, detail: refusal.sentence('zh') });
    line.close();
  }

  #send(line: LiveLine, message: LiveFromServer): void {
    line.send(frameOf(message));
  }
}

/** Whether it is time for a ping: what was told in between did as well. A line that takes nothing is told nothing. */
function isQuiet(line: LiveLine, connection: Connection): boolean {
  connection.quiet = line.sent === connection.sent ? connection.quiet + 1 : 0;
  connection.sent = line.sent;
  return connection.quiet >= QUIET_FOR && !line.isFull;
}

function readMessage(data: unknown): LiveFromClient | undefined {
  try {
    const message = JSON.parse(String(data)) as Record<string, unknown>;
    const text = (name: string) => typeof message[name] === 'string' && (message[name] as string).length < 300;
    if (message.type === 'hello' && text('token')) return message as never;
    if (
      (message.type === 'watch' || message.type === 'unwatch') &&
      text('topic') &&
      (message.cursor === undefined || text('cursor'))
    )
      return message as never;
    if (message.type === 'pong') return { type: 'pong' };
  } catch {
    // not JSON: refused by the caller
  }
  return undefined;
}
