import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FactRow } from './facts.ts';
import { LiveHub, type LiveView } from './live.ts';
import type { Actor } from './session.ts';
import { wakeHere } from './wake.ts';

const now = Temporal.Instant.from('2026-03-02T00:00:00Z');
const clerk = { kind: 'staff', id: '1', session: 'of-the-clerk' } as Actor;
let ended: Set<string>;
let away: boolean;
let state: { cursor: string; state: unknown };
let troubles: string[];
const view: LiveView = {
  keyOf: (_actor, topic) => (topic === 'queue' ? 'queue' : undefined),
  read: async () => state,
  touchedBy: (_key, facts: FactRow[]) => facts.length > 0,
};

/** No fact is ever new here: what the record brings is tried by the tests of journeys on a real database. */
const nothingNew = {
  kysely: {
    getExecutor: () => ({
      transformQuery: (node: unknown) => node,
      compileQuery: () => ({}),
      executeQuery: async () => ({ rows: [{ tx: '1' }] }),
    }),
  },
};

let hub: LiveHub;
beforeEach(async () => {
  vi.useFakeTimers();
  [ended, away, state, troubles] = [new Set(), false, { cursor: 'one', state: 1 }, []];
  hub = new LiveHub(
    {
      db: nothingNew as never,
      wake: wakeHere(),
      now: () => now,
      actorOf: async () => clerk,
      goesOn: async (session) => {
        if (away) throw new Error('the database is away');
        return !ended.has(session);
      },
      log: (message) => void troubles.push(message),
    },
    [view],
  );
  await hub.start();
});
afterEach(() => {
  hub.stop();
  vi.useRealTimers();
});

/** A socket that only remembers. */
function connect() {
  const listeners = new Map<string, (data?: unknown) => void>();
  const socket = {
    bufferedAmount: 0,
    heard: [] as Record<string, unknown>[],
    closed: false,
    send: (text: string) => void socket.heard.push(JSON.parse(text)),
    close() {
      socket.closed = true;
      listeners.get('close')?.();
    },
    on: (event: string, listener: (data?: unknown) => void) => void listeners.set(event, listener),
    async tell(message: unknown) {
      listeners.get('message')?.(JSON.stringify(message));
      await vi.advanceTimersByTimeAsync(1);
    },
    ofType: (type: string) => socket.heard.filter((message) => message.type === type),
  };
  hub.connect(socket);
  return socket;
}
const hello = async () => {
  const socket = connect();
  await socket.tell({ type: 'hello', token: 'x' });
  return socket;
};

test('a session that has ended is told so at the next ping and let go; the others stay', async () => {
  const [socket, stranger] = [await hello(), connect()];
  await socket.tell({ type: 'watch', topic: 'queue' });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.closed).toBe(false);
  ended.add(clerk.session);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.ofType('refused')).toMatchObject([{ topic: null, code: 'session_expired' }]);
  expect(socket.closed).toBe(true);
  expect(stranger.closed).toBe(false);
});

test('a database that is away lets nobody go', async () => {
  const socket = await hello();
  away = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([socket.closed, troubles.length]).toEqual([false, 1]);
});

test('who reads nothing is let go rather than filling memory', async () => {
  const socket = await hello();
  socket.bufferedAmount = 5_000_000;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(socket.closed).toBe(true);
});

test('the state is sent once for a cursor, and not to one who has it', async () => {
  const [fresh, knowing] = [await hello(), await hello()];
  await fresh.tell({ type: 'watch', topic: 'queue' });
  await knowing.tell({ type: 'watch', topic: 'queue', cursor: 'one' });
  expect([fresh.ofType('state').length, knowing.ofType('state').length]).toEqual([1, 0]);
  state = { cursor: 'two', state: 2 };
  await knowing.tell({ type: 'watch', topic: 'queue', cursor: 'one' });
  expect(knowing.ofType('state')).toMatchObject([{ cursor: 'two', state: 2 }]);
});
