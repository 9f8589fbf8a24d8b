import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FactRow } from './facts.ts';
import { LiveHub, type LiveView } from './live.ts';
import type { Actor } from './session.ts';
import { Switchboard } from './switchboard.ts';
import { messageIn } from './testing/frame.ts';
import { wakeHere } from './wake.ts';

const now = Temporal.Instant.from('2026-03-02T00:00:00Z');
const clerk = { kind: 'staff', id: '1', session: 'of-the-clerk' } as Actor;
let ended: Set<string>;
let away: boolean;
let state: { cursor: string; state: unknown };
let troubles: string[];
let readings: number;
/** While it is set, readings wait for it. */
let gate: Promise<void> | undefined;
const view: LiveView = {
  keyOf: (_actor, topic) => (topic === 'queue' ? 'queue' : undefined),
  read: async () => {
    readings += 1;
    const now_read = state;
    await gate;
    return now_read;
  },
  touchedBy: (_key, facts: FactRow[]) => facts.length > 0,
};

/** What the record has that is new; how it is read is tried by the tests of journeys on a real database. */
let facts: { tx: string; seq: number }[];
const record = {
  kysely: {
    getExecutor: () => ({
      transformQuery: (node: unknown) => node,
      compileQuery: (node: unknown) => ({ sql: JSON.stringify(node) }),
      executeQuery: async ({ sql }: { sql: string }) => {
        const asksFacts = sql.includes('limit');
        return { rows: asksFacts ? facts.splice(0) : [{ tx: '1', below: '1', more: facts.length > 0 }] };
      },
    }),
  },
};

let hub: LiveHub;
let board: Switchboard;
beforeEach(async () => {
  vi.useFakeTimers();
  [ended, away, state, troubles] = [new Set(), false, { cursor: 'one', state: 1 }, []];
  [readings, gate, facts] = [0, undefined, []];
  hub = new LiveHub(
    {
      db: record as never,
      wake: wakeHere(),
      now: () => now,
      actorOf: async () => clerk,
      overAmong: async (sessions) => {
        if (away) throw new Error('the database is away');
        return ended.intersection(new Set(sessions));
      },
      log: (message) => void troubles.push(message),
    },
    [view],
  );
  board = new Switchboard((message) => hub.take(message));
  hub.join((message) => board.take(message));
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
    isFull: false,
    heard: [] as Record<string, unknown>[],
    closed: false,
    get sent() {
      return socket.heard.length;
    },
    send: (frame: Buffer) => void socket.heard.push(messageIn(frame)),
    close() {
      socket.closed = true;
      listeners.get('close')?.();
    },
    on: (event: string, listener: (data?: unknown) => void) => void listeners.set(event, listener),
    /** Takes all it was sent. */
    async drain() {
      socket.isFull = false;
      listeners.get('drain')?.();
      await vi.advanceTimersByTimeAsync(1);
    },
    async tell(message: unknown) {
      listeners.get('message')?.(JSON.stringify(message));
      await vi.advanceTimersByTimeAsync(1);
    },
    ofType: (type: string) => socket.heard.filter((message) => message.type === type),
  };
  board.connect(socket);
  return socket;
}
const hello = async () => {
  const socket = connect();
  await socket.tell({ type: 'hello', token: 'x' });
  return socket;
};

test('a session that has ended is told so within twenty seconds and let go; the others stay', async () => {
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

test('who reads nothing from one look to the next is let go; who is slow stays', async () => {
  const [deaf, slow] = [await hello(), await hello()];
  for (const socket of [deaf, slow]) socket.isFull = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([deaf, slow].map(({ closed }) => closed)).toEqual([false, false]);
  await slow.drain();
  slow.isFull = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([deaf, slow].map(({ closed }) => closed)).toEqual([true, false]);
  expect(deaf.ofType('ping')).toEqual([]);
});

test('who is slow is sent nothing meanwhile, then the newest state once', async () => {
  const [slow, quick] = [await hello(), await hello()];
  for (const socket of [slow, quick]) await socket.tell({ type: 'watch', topic: 'queue' });
  slow.isFull = true;
  for (const cursor of ['two', 'three']) {
    state = { cursor, state: cursor };
    facts.push({ tx: '2', seq: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(quick.ofType('state').map(({ cursor }) => cursor)).toEqual(['one', 'two', 'three']);
  expect(slow.ofType('state').map(({ cursor }) => cursor)).toEqual(['one']);
  await slow.drain();
  await slow.drain();
  expect(slow.ofType('state').map(({ cursor }) => cursor)).toEqual(['one', 'three']);
});

test('the state is sent once for a cursor, and not to one who has it', async () => {
  const [fresh, knowing] = [await hello(), await hello()];
  await fresh.tell({ type: 'watch', topic: 'queue' });
  await knowing.tell({ type: 'watch', topic: 'queue', cursor: 'one' });
  expect([fresh.ofType('state').length, knowing.ofType('state').length]).toEqual([1, 0]);
  state = { cursor: 'two', state: 2 };
  await vi.advanceTimersByTimeAsync(1_000);
  await knowing.tell({ type: 'watch', topic: 'queue', cursor: 'one' });
  expect(knowing.ofType('state')).toMatchObject([{ cursor: 'two', state: 2 }]);
});

test('who comes shortly after another is shown the same reading; what facts touched is read anew for all', async () => {
  const all = [await hello(), await hello(), await hello()];
  for (const socket of all) await socket.tell({ type: 'watch', topic: 'queue' });
  expect([readings, all.map((socket) => socket.ofType('state').length)]).toEqual([1, [1, 1, 1]]);
  state = { cursor: 'two', state: 2 };
  facts.push({ tx: '2', seq: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(readings).toBe(2);
  for (const socket of all) expect(socket.ofType('state').at(-1)).toMatchObject({ cursor: 'two' });
  await vi.advanceTimersByTimeAsync(1_000);
  const late = await hello();
  await late.tell({ type: 'watch', topic: 'queue' });
  expect([readings, late.ofType('state').length]).toEqual([3, 1]);
});

test('a reading that ends after a newer one is not shown any more', async () => {
  const slow = Promise.withResolvers<void>();
  const socket = await hello();
  gate = slow.promise;
  await socket.tell({ type: 'watch', topic: 'queue' });
  gate = undefined;
  state = { cursor: 'two', state: 2 };
  facts.push({ tx: '2', seq: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(socket.ofType('state')).toMatchObject([{ cursor: 'two' }]);
  slow.resolve();
  await vi.advanceTimersByTimeAsync(10);
  expect(socket.ofType('state')).toMatchObject([{ cursor: 'two' }]);
});

test('one who watches no more is sent no more, and the others are', async () => {
  const [gone, stays] = [await hello(), await hello()];
  for (const socket of [gone, stays]) await socket.tell({ type: 'watch', topic: 'queue' });
  await gone.tell({ type: 'unwatch', topic: 'queue' });
  state = { cursor: 'two', state: 2 };
  facts.push({ tx: '2', seq: 1 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect([gone.ofType('state').length, stays.ofType('state').length]).toEqual([1, 2]);
});

test('within twenty seconds each is pinged once, and not all at the same moment', async () => {
  const all: Awaited<ReturnType<typeof hello>>[] = [];
  for (let n = 0; n < 40; n += 1) all.push(await hello());
  const pinged = () => all.filter((socket) => socket.ofType('ping').length > 0).length;
  const bySecond = [];
  for (let second = 0; second < 20; second += 1) {
    const before = pinged();
    await vi.advanceTimersByTimeAsync(1_000);
    bySecond.push(pinged() - before);
  }
  expect(Math.max(...bySecond)).toBeLessThanOrEqual(8);
  expect(new Set(all.map((socket) => socket.ofType('ping').length))).toEqual(new Set([1]));
});

test('who is told something is not pinged beside it; nobody hears nothing for longer than twenty seconds', async () => {
  const [told, idle] = [await hello(), await hello()];
  await told.tell({ type: 'watch', topic: 'queue' });
  for (let n = 1; n <= 6; n += 1) {
    state = { cursor: `c${n}`, state: n };
    facts.push({ tx: '2', seq: n });
    await vi.advanceTimersByTimeAsync(10_000);
  }
  expect(told.ofType('ping')).toEqual([]);
  expect(idle.ofType('ping')).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told.ofType('ping')).toHaveLength(1);
});

test('who says too much is let go; who says as much over a longer time stays', async () => {
  const [shouts, talks] = [await hello(), await hello()];
  const say = async (socket: typeof talks, times: number) => {
    for (let n = 0; n < times; n += 1) await socket.tell({ type: 'pong' });
  };
  await say(talks, 150);
  await vi.advanceTimersByTimeAsync(20_000);
  await say(talks, 150);
  await say(shouts, 250);
  expect([shouts.closed, talks.closed]).toEqual([true, false]);
});
