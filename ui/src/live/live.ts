/**
 * The live client over WebSocket: watches topics, comes back after a lost connection with growing waits, and resumes each
 * topic from the cursor it saw last. A state is always whole, so nothing is missed that matters.
 */
import type { LiveFromClient, LiveFromServer, LiveTopic } from '@menzhen/contract';

export type LiveStatus = 'off' | 'connecting' | 'live' | 'waiting';
export interface LiveSettings {
  url: () => string;
  token: () => string | null;
  /** Told on every change of status; `heard_at` is the last moment (epoch ms) the server was heard. */
  onStatus?: (status: LiveStatus, heard_at: number | null) => void;
  socket?: (url: string) => WebSocket;
  /** Silence after which a connection counts as lost; the server lets no line be silent for more than 20 s. */
  silence_ms?: number;
}
export interface Refusal {
  code: string;
  detail: string;
}
export interface Watcher<T> {
  onState: (state: T, at: string) => void;
  onRefused?: (refusal: Refusal) => void;
}
export interface Live {
  /** Watches until the returned function is called; the connection lives while something is watched. */
  watch<T>(topic: LiveTopic, watcher: Watcher<T>): () => void;
  /** Comes back at once, instead of waiting: the network returned, or a person asked. */
  hurry(): void;
  stop(): void;
}

interface Topic {
  cursor?: string;
  last?: { state: unknown; at: string };
  watchers: Set<Watcher<unknown>>;
}

/** First and longest wait before coming back: staff's screens are few and cannot work without the line. */
const COMES_BACK_MS = { first: 1_000, longest: 8_000 };

/** Wait before try number `attempt` (from 0): doubling, at most `longest`, with up to a fifth taken off so that a hall of screens does not come back at once. */
export function backOff(attempt: number, wait: { first: number; longest: number }, chance = Math.random()): number {
  return Math.round(Math.min(wait.longest, wait.first * 2 ** attempt) * (1 - chance / 5));
}

const CONNECTING = 0;
const OPEN = 1;

export function createLive(settings: LiveSettings): Live {
  const silence = settings.silence_ms ?? 50_000;
  const topics = new Map<LiveTopic, Topic>();
  let socket: WebSocket | null = null;
  let attempt = 0;
  let heard_at: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silenceTimer: ReturnType<typeof setTimeout> | undefined;

  const say = (status: LiveStatus) => settings.onStatus?.(status, heard_at);
  const send = (message: LiveFromClient) => {
    if (socket?.readyState === OPEN) socket.send(JSON.stringify(message));
  };
  const askFor = (topic: LiveTopic) => {
    const cursor = topics.get(topic)?.cursor;
    send(cursor === undefined ? { type: 'watch', topic } : { type: 'watch', topic, cursor });
  };

  function connect() {
    clearTimeout(timer);
    const token = settings.token();
    if (topics.size === 0 || token === null) return say('off');
    say('connecting');
    const opened = (settings.socket ?? ((url) => new WebSocket(url)))(settings.url());
    socket = opened;
    opened.onopen = () => send({ type: 'hello', token });
    opened.onmessage = (event) => socket === opened && hear(JSON.parse(String(event.data)) as LiveFromServer);
    opened.onclose = () => socket === opened && comeBack();
  }

  function comeBack() {
    clearTimeout(silenceTimer);
    socket = null;
    if (topics.size === 0) return say('off');
    say('waiting');
    timer = setTimeout(connect, backOff(attempt, COMES_BACK_MS));
    attempt += 1;
  }

  function hear(message: LiveFromServer) {
    heard_at = Date.now();
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(drop, silence);
    if (message.type === 'ping') send({ type: 'pong' });
    if (message.type === 'welcome') {
      attempt = 0;
      for (const topic of topics.keys()) askFor(topic);
    }
    if (message.type === 'state') keep(message);
    if (message.type === 'refused') refuse(message);
    say('live');
  }

  function keep(message: Extract<LiveFromServer, { type: 'state' }>) {
    const topic = topics.get(message.topic);
    if (!topic) return;
    topic.cursor = message.cursor;
    topic.last = { state: message.state, at: message.at };
    for (const watcher of topic.watchers) watcher.onState(message.state, message.at);
  }

  function refuse(message: Extract<LiveFromServer, { type: 'refused' }>) {
    for (const [name, topic] of topics) {
      if (message.topic !== null && message.topic !== name) continue;
      for (const watcher of topic.watchers) watcher.onRefused?.({ code: message.code, detail: message.detail });
    }
  }

  /** Closes a connection that may be half dead: its own close event can take minutes, so it is not waited for. */
  function drop() {
    const old = socket;
    socket = null;
    old?.close();
    comeBack();
  }

  function unwatch(name: LiveTopic, watcher: Watcher<unknown>) {
    const topic = topics.get(name);
    topic?.watchers.delete(watcher);
    if (!topic || topic.watchers.size > 0) return;
    topics.delete(name);
    send({ type: 'unwatch', topic: name });
    if (topics.size === 0) stop();
  }

  function stop() {
    clearTimeout(timer);
    clearTimeout(silenceTimer);
    const old = socket;
    socket = null;
    attempt = 0;
    old?.close();
    say('off');
  }

  return {
    watch(name, watcher) {
      const known = topics.get(name);
      const topic = known ?? { watchers: new Set() };
      const any = watcher as Watcher<unknown>;
      topics.set(name, topic);
      topic.watchers.add(any);
      if (topic.last) any.onState(topic.last.state, topic.last.at);
      if (socket === null) connect();
      else if (!known && socket.readyState !== CONNECTING) askFor(name);
      return () => unwatch(name, any);
    },
    hurry() {
      if (socket !== null) return;
      attempt = 0;
      connect();
    },
    stop,
  };
}

/** `/api/live` beside the page, as a WebSocket address. */
export function liveUrl(location: { protocol: string; host: string }): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/live`;
}
