import type { LIVE_PATH, LiveFromClient, LiveFromServer, LiveTopic } from '@menzhen/contract';
import { hospital } from './hospital.ts';
import { onComeback, setOnline } from './network.ts';
import { sessionToken } from './session.ts';

/**
 * One socket for everything that is watched, over uni.connectSocket (H5 and mini program). A lost connection is taken
 * up again after 1, 2, 4, 8 and then every ten seconds or so, or at once when the network comes back, and each topic goes on
 * from its cursor.
 */
interface Watch {
  topic: LiveTopic;
  cursor?: string;
  onState: (state: unknown) => void;
}

/** What is shown also to who has not signed in. */
const open_topics: readonly LiveTopic[] = ['maps'];
/** The server lets no line be silent for more than 20 s; who has heard nothing for so long has no line, whatever the phone says of it. */
const silence_ms = 45_000;
/** Who was called must not learn it half a minute late; half to one and a half times as long, so that a hall of phones does not come back at once. */
const longest_wait_ms = 10_000;

// a type-only import: its value would bring every schema along
const live_path: typeof LIVE_PATH = '/api/live';

const watches = new Set<Watch>();
let socket: UniApp.SocketTask | null = null;
let welcome = false;
/** With which token the open line said hello; null: as nobody. */
let said: string | null = null;
let heard_ms = 0;
let failures = 0;
let retry: ReturnType<typeof setTimeout> | undefined;

/** ws://host/api/live from the API's origin; on H5 from the page's own. */
function liveUrl(): string {
  let base = import.meta.env.VITE_API_ORIGIN ?? '';
  // #ifdef H5
  base = base || window.location.origin;
  // #endif
  return base.replace(/^http/, 'ws') + live_path;
}

function tell(message: LiveFromClient): void {
  socket?.send({ data: JSON.stringify(message) });
}

const isShown = ({ topic }: Watch): boolean => said !== null || open_topics.includes(topic);

function greet(): void {
  said = sessionToken();
  if (said) tell({ type: 'hello', token: said });
  else goOn();
}

/** Known to the server now, or as nobody: each topic goes on. */
function goOn(): void {
  welcome = true;
  failures = 0;
  for (const watch of watches) if (isShown(watch)) tell({ type: 'watch', topic: watch.topic, cursor: watch.cursor });
}

function hear(message: LiveFromServer): void {
  heard_ms = Date.now();
  setOnline(true);
  if (message.type === 'ping') tell({ type: 'pong' });
  if (message.type === 'welcome') goOn();
  if (message.type === 'refused' && message.topic === null && !welcome) {
    // the session is over: what everybody may see is still shown
    said = null;
    goOn();
  }
  if (message.type !== 'state') return;
  for (const watch of watches) {
    if (watch.topic !== message.topic) continue;
    watch.cursor = message.cursor;
    watch.onState(message.state);
  }
}

function connect(): void {
  clearTimeout(retry);
  if (socket || ![...watches].some((watch) => sessionToken() || open_topics.includes(watch.topic))) return;
  const task = uni.connectSocket({ url: liveUrl(), complete: () => {} });
  socket = task;
  task.onOpen(greet);
  task.onMessage((event) => hear(JSON.parse(String(event.data)) as LiveFromServer));
  task.onError(() => lose(task));
  task.onClose(() => lose(task));
}

function lose(task: UniApp.SocketTask): void {
  if (socket !== task) return;
  socket = null;
  welcome = false;
  clearTimeout(retry);
  if (watches.size === 0) return;
  retry = setTimeout(connect, Math.min(longest_wait_ms, 1000 * 2 ** failures++) * (0.5 + Math.random()));
  // could not be taken up again: a request finds out whether the server is gone, so that the page says it now and not at its next
  // poll. A server that goes answers for some seconds still; a network that lets no lines through is not asked for ever.
  if (failures > 1 && failures <= 5) void hospital.refresh();
}

/** Whether changes come by themselves now. */
export const isLineUp = (): boolean => welcome && Date.now() - heard_ms < silence_ms;

/** Runs `onState` whenever the topic changes on the server. Gives back the way to stop; the last one closes the socket. */
export function watchLive(topic: LiveTopic, onState: (state: unknown) => void): () => void {
  const watch: Watch = { topic, onState };
  watches.add(watch);
  const stopComeback = onComeback(connect);
  if (!welcome) connect();
  // signed in since the line was opened: `welcome` lets every topic go on
  else if (sessionToken() && sessionToken() !== said) greet();
  else if (isShown(watch)) tell({ type: 'watch', topic });
  return () => {
    watches.delete(watch);
    stopComeback();
    if (welcome) tell({ type: 'unwatch', topic });
    if (watches.size > 0) return;
    clearTimeout(retry);
    socket?.close({});
    socket = null;
    welcome = false;
  };
}
