/**
 * The switchboard of the live channel: holds the lines of phones, boards and staff, and tells thousands of them at once what
 * the hub has read for them. It knows no database and no rule, so that it can be a process of its own (`lines.ts`).
 */
import type { LiveFromClient, LiveFromServer } from '@menzhen/contract';
import type { FromSwitchboard, ToSwitchboard } from './live-link.ts';
import { frameOf, type LiveLine, stateFrameOf } from './live-line.ts';

interface Connection {
  number: number;
  line: LiveLine;
  watchers: Map<string, Watcher>;
  /** How many messages it had been sent when it was last asked for its silence, and how often since then it had no more. */
  sent: number;
  quiet: number;
  /** It was full at the last look, and has not taken everything since. */
  was_full: boolean;
  /** How much it has said since the last look. */
  said: number;
}
interface Watcher {
  number: number;
  line: LiveLine;
  topic: string;
  /** What it is shown; '' until the hub says that it may watch. */
  key: string;
  cursor: string | undefined;
  /** Number of the reading that was shown last. */
  shown: number;
  /** Its line was full when there was something new: it is shown the newest state, and only that, when it has taken the rest. */
  is_behind: boolean;
}
type State = Extract<ToSwitchboard, { type: 'state' }>;

/** Each line is looked at once in so many seconds; a share of them every second, so that thousands never stand before a call. */
export const LOOK_ROUND_S = 20;
/** Its silence is asked for every five seconds; at the third time in a row it is pinged: 15 to 20 seconds after its last message. */
const SILENCE_ROUND_S = 5;
const QUIET_FOR = 3;
/** A phone says a dozen things when it opens; who says more than this between two looks is let go. */
const MOST_SAID = 200;

export class Switchboard {
  readonly #tellHub: (message: FromSwitchboard) => void;
  readonly #connections = new Map<number, Connection>();
  /** By what they are shown. */
  readonly #watchers = new Map<string, Set<Watcher>>();
  #opened = 0;
  #second = 0;

  constructor(tellHub: (message: FromSwitchboard) => void) {
    this.#tellHub = tellHub;
  }

  /** Serves one connection until it closes. */
  connect(line: LiveLine): void {
    this.#opened += 1;
    const number = this.#opened;
    const connection: Connection = { number, line, watchers: new Map(), sent: 0, quiet: 0, was_full: false, said: 0 };
    this.#connections.set(number, connection);
    this.#tellHub({ type: 'opened', line: number });
    const forget = () => {
      if (!this.#connections.delete(number)) return;
      for (const watcher of connection.watchers.values()) this.#unwatch(watcher);
      this.#tellHub({ type: 'closed', line: number });
    };
    line.on('close', forget);
    line.on('error', forget);
    line.on('drain', () => this.#catchUp(connection));
    line.on('message', (data) => {
      connection.said += 1;
      if (connection.said > MOST_SAID) return line.close();
      const message = readMessage(data);
      if (message) this.#hear(connection, message);
      else line.send(frameOf(NOT_OURS));
    });
  }

  closeAll(): void {
    for (const { line } of [...this.#connections.values()]) line.close();
  }

  #hear({ number, line, watchers }: Connection, message: LiveFromClient): void {
    if (message.type === 'pong') return;
    if (message.type === 'hello') {
      this.#tellHub({ type: 'hello', line: number, token: message.token });
      return;
    }
    const { topic } = message;
    const before = watchers.get(topic);
    if (before) this.#unwatch(before);
    watchers.delete(topic);
    if (message.type === 'watch')
      watchers.set(topic, { number, line, topic, key: '', cursor: message.cursor, shown: 0, is_behind: false });
    this.#tellHub({ type: message.type, line: number, topic });
  }

  #unwatch(watcher: Watcher): void {
    const all = this.#watchers.get(watcher.key);
    if (all?.delete(watcher) && all.size === 0) this.#watchers.delete(watcher.key);
  }

  /** What the hub says. A line that has closed meanwhile is told nothing. */
  take(message: ToSwitchboard): void {
    (this.#acts[message.type] as (said: ToSwitchboard) => void)(message);
  }

  readonly #acts: { [T in ToSwitchboard['type']]: (said: Extract<ToSwitchboard, { type: T }>) => void } = {
    state: (said) => this.#show(said),
    say: ({ line, message }) => this.#connections.get(line)?.line.send(frameOf(message)),
    watching: (said) => this.#watching(said),
    not_watching: ({ line, topic }) => this.#notWatching(this.#connections.get(line), topic),
    gone: ({ key }) => {
      for (const { number, topic } of this.#watchers.get(key) ?? [])
        this.#notWatching(this.#connections.get(number), topic);
    },
    second: ({ at }) => this.#lookAfterLines(at),
    let_go: ({ line, message }) => {
      const own = this.#connections.get(line)?.line;
      own?.send(frameOf(message));
      own?.close();
    },
  };

  #watching({ line, topic, key }: { line: number; topic: string; key: string }): void {
    const watcher = this.#connections.get(line)?.watchers.get(topic);
    if (!watcher) return;
    watcher.key = key;
    const all = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, all.add(watcher));
  }

  #notWatching(connection: Connection | undefined, topic: string): void {
    const watcher = connection?.watchers.get(topic);
    if (watcher) this.#unwatch(watcher);
    connection?.watchers.delete(topic);
  }

  /** Sends the state to those who have another; its bytes are made once for all who watch it under one name. */
  #show(state: State): void {
    const { key, number, cursor, line } = state;
    let topic = '';
    let frame: Buffer = Buffer.alloc(0);
    for (const watcher of line === undefined ? (this.#watchers.get(key) ?? []) : this.#of(line, key)) {
      if (watcher.shown > number) continue;
      const isNew = watcher.cursor !== cursor;
      watcher.is_behind = isNew && watcher.line.isFull;
      if (watcher.is_behind) continue;
      watcher.shown = number;
      if (!isNew) continue;
      watcher.cursor = cursor;
      // nearly always all watch it under one name
      if (watcher.topic !== topic) {
        topic = watcher.topic;
        frame = stateFrameOf(topic, state);
      }
      watcher.line.send(frame);
    }
  }

  /** The watchers of one line that are shown this. */
  #of(line: number, key: string): Watcher[] {
    return [...(this.#connections.get(line)?.watchers.values() ?? [])].filter((watcher) => watcher.key === key);
  }

  /** A slow line has taken everything: it is shown what is true now, not what it missed. */
  #catchUp(connection: Connection): void {
    connection.was_full = false;
    for (const watcher of connection.watchers.values()) {
      if (!watcher.is_behind) continue;
      watcher.is_behind = false;
      this.#tellHub({ type: 'caught_up', line: connection.number, topic: watcher.topic });
    }
  }

  /** Pings who has long been told nothing; of the share whose second it is, lets go who reads nothing. */
  #lookAfterLines(at: string): void {
    this.#second += 1;
    const ping = frameOf({ type: 'ping', at });
    for (const connection of this.#connections.values()) {
      const { number, line, was_full } = connection;
      if ((this.#second - number) % SILENCE_ROUND_S === 0 && isQuiet(connection)) line.send(ping);
      if ((this.#second - number) % LOOK_ROUND_S !== 0) continue;
      connection.was_full = line.isFull;
      connection.said = 0;
      if (was_full && line.isFull) line.close();
    }
  }
}

/** Whether it is time for a ping: what was told in between did as well. A line that takes nothing is told nothing. */
function isQuiet(connection: Connection): boolean {
  const { line } = connection;
  connection.quiet = line.sent === connection.sent ? connection.quiet + 1 : 0;
  connection.sent = line.sent;
  return connection.quiet >= QUIET_FOR && !line.isFull;
}

const NOT_OURS: LiveFromServer = {
  type: 'refused',
  topic: null,
  code: 'body_not_json',
  detail: 'not a message of this channel',
};

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
