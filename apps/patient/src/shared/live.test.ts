import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** A socket of uni as the phone sees it, held by the test. */
class FakeSocket {
  sent: { type: string; topic?: string; cursor?: string }[] = [];
  closed = false;
  private readonly on: Record<string, (event: { data: string }) => void> = {};
  onOpen = (f: () => void): void => this.keep('open', f);
  onMessage = (f: (event: { data: string }) => void): void => this.keep('message', f);
  onError = (f: () => void): void => this.keep('error', f);
  onClose = (f: () => void): void => this.keep('close', f);
  send = ({ data }: { data: string }): void => void this.sent.push(JSON.parse(data));
  close = (): void => {
    this.closed = true;
    this.on.close?.({ data: '' });
  };
  private keep(event: string, f: (event: { data: string }) => void): void {
    this.on[event] = f;
  }
  happens(event: 'open' | 'close'): void {
    this.on[event]?.({ data: '' });
  }
  says(message: object): void {
    this.on.message?.({ data: JSON.stringify(message) });
  }
}

const sockets: FakeSocket[] = [];
let urls: string[] = [];
let asked: string[] = [];
let answers = false;
let watchLive: typeof import('./live.ts').watchLive;
let isLineUp: typeof import('./live.ts').isLineUp;
let kept: { token: string; me: object } | '';
const latest = (): FakeSocket => sockets.at(-1)!;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  sockets.length = 0;
  urls = [];
  asked = [];
  answers = false;
  kept = { token: 'opaque', me: {} };
  vi.stubGlobal('window', { location: { origin: 'https://h.example' } });
  vi.stubGlobal('uni', {
    getStorageSync: () => kept,
    setStorageSync: () => {},
    request: ({ url, success, fail }: { url: string; success: (answer: object) => void; fail: () => void }) => {
      asked.push(url);
      if (answers) success({ statusCode: 200, data: { now: '2026-03-02T01:00:00Z' }, header: {} });
      else fail();
    },
    connectSocket: ({ url }: { url: string }) => {
      urls.push(url);
      sockets.push(new FakeSocket());
      return latest();
    },
  });
  ({ watchLive, isLineUp } = await import('./live.ts'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function welcome(): void {
  latest().happens('open');
  latest().says({ type: 'welcome' });
}

test('it says who it is, watches, hears changes and answers pings', () => {
  let heard = 0;
  watchLive('booking:1', () => heard++);
  welcome();
  latest().says({ type: 'state', topic: 'booking:1', cursor: 'c1', at: '', state: {} });
  latest().says({ type: 'state', topic: 'booking:2', cursor: 'x', at: '', state: {} });
  latest().says({ type: 'ping', at: '' });
  expect(urls).toEqual(['wss://h.example/api/live']);
  expect(latest().sent).toEqual([
    { type: 'hello', token: 'opaque' },
    { type: 'watch', topic: 'booking:1' },
    { type: 'pong' },
  ]);
  expect(heard).toBe(1);
});

test('after a lost connection it goes on from the cursor it saw last', () => {
  watchLive('booking:1', () => {});
  welcome();
  latest().says({ type: 'state', topic: 'booking:1', cursor: 'c7', at: '', state: {} });
  latest().happens('close');
  vi.advanceTimersByTime(2000);
  expect(sockets).toHaveLength(2);
  welcome();
  expect(latest().sent.at(-1)).toEqual({ type: 'watch', topic: 'booking:1', cursor: 'c7' });
});

test('it asks less and less often while the server is away, and is back a quarter of a minute after the server at the latest', () => {
  watchLive('booking:1', () => {});
  const tries: number[] = [];
  for (let second = 0; second < 600; second++) {
    if (sockets.length > tries.length) {
      tries.push(second);
      latest().happens('close');
    }
    vi.advanceTimersByTime(1000);
  }
  const waits = tries.slice(1).map((at, index) => at - tries[index]!);
  expect(waits[0]).toBeLessThanOrEqual(2);
  expect(Math.max(...waits)).toBeLessThanOrEqual(16);
  expect(tries.length).toBeLessThan(100);
});

test('a line that cannot be taken up again asks whether the server is there, also one that still answered at first, and the page knows', async () => {
  const { isOnline } = await import('./network.ts');
  watchLive('booking:1', () => {});
  welcome();
  latest().happens('close');
  expect(asked).toEqual([]);
  answers = true;
  vi.advanceTimersByTime(2000);
  latest().happens('close');
  await vi.advanceTimersByTimeAsync(1500);
  expect(asked).toEqual(['/api/hospital']);
  expect(isOnline.value).toBe(true);
  answers = false;
  await vi.advanceTimersByTimeAsync(2500);
  latest().happens('close');
  await vi.advanceTimersByTimeAsync(1500);
  expect(isOnline.value).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  welcome();
  expect(isOnline.value).toBe(true);
});

test('when the last watcher goes the socket is closed and stays so', () => {
  const stop = watchLive('booking:1', () => {});
  welcome();
  stop();
  expect(latest().closed).toBe(true);
  vi.advanceTimersByTime(120_000);
  expect(sockets).toHaveLength(1);
});

test('who has not signed in watches what is everybody’s, and nothing else opens a line', () => {
  kept = '';
  watchLive('tickets', () => {});
  expect(sockets).toHaveLength(0);
  watchLive('maps', () => {});
  latest().happens('open');
  expect(latest().sent).toEqual([{ type: 'watch', topic: 'maps' }]);
});

test('who signs in meanwhile says so on the open line, and all topics go on', async () => {
  kept = '';
  watchLive('maps', () => {});
  latest().happens('open');
  latest().says({ type: 'state', topic: 'maps', cursor: 'c1', at: '', state: {} });
  (await import('./session.ts')).keepSession({ token: 'mine', me: {} as never });
  watchLive('tickets', () => {});
  expect(latest().sent.at(-1)).toEqual({ type: 'hello', token: 'mine' });
  latest().says({ type: 'welcome' });
  expect(latest().sent.slice(-2)).toEqual([
    { type: 'watch', topic: 'maps', cursor: 'c1' },
    { type: 'watch', topic: 'tickets' },
  ]);
  expect(sockets).toHaveLength(1);
});

test('a session that is over still sees what is everybody’s', () => {
  watchLive('tickets', () => {});
  watchLive('maps', () => {});
  latest().happens('open');
  latest().says({ type: 'refused', topic: null, code: 'session_expired', detail: '' });
  expect(latest().sent.slice(1)).toEqual([{ type: 'watch', topic: 'maps' }]);
});

test('a line that has been silent for longer than two pings is none', () => {
  watchLive('maps', () => {});
  expect(isLineUp()).toBe(false);
  welcome();
  expect(isLineUp()).toBe(true);
  vi.advanceTimersByTime(60_000);
  expect(isLineUp()).toBe(false);
  latest().says({ type: 'ping', at: '' });
  expect(isLineUp()).toBe(true);
});
