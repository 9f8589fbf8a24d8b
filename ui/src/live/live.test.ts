import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backOff, createLive, type LiveStatus } from './live.ts';

/** A socket that a test opens, feeds and cuts by hand. */
class FakeSocket {
  static made: FakeSocket[] = [];
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  constructor() {
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
    this.onclose?.();
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
    this.say({ type: 'welcome' });
  }
  say(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}
const newest = () => FakeSocket.made.at(-1)!;

beforeEach(() => {
  FakeSocket.made = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

function liveWith(statuses: LiveStatus[] = []) {
  return createLive({
    url: () => 'ws://x/api/live',
    token: () => 'secret',
    socket: () => new FakeSocket() as unknown as WebSocket,
    onStatus: (status) => void statuses.push(status),
  });
}

test('says hello, watches, and hands on whole states', () => {
  const seen: unknown[] = [];
  liveWith().watch('today', { onState: (state) => seen.push(state) });
  newest().open();
  expect(newest().sent).toEqual([
    { type: 'hello', token: 'secret' },
    { type: 'watch', topic: 'today' },
  ]);
  newest().say({ type: 'state', topic: 'today', cursor: '7', at: 't', state: { waiting: 3 } });
  expect(seen).toEqual([{ waiting: 3 }]);
});

test('after a lost connection it resumes from the last cursor', () => {
  const statuses: LiveStatus[] = [];
  liveWith(statuses).watch('doctor', { onState: () => {} });
  newest().open();
  newest().say({ type: 'state', topic: 'doctor', cursor: '42', at: 't', state: {} });
  newest().close();
  expect(statuses.at(-1)).toBe('waiting');
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.made).toHaveLength(2);
  newest().open();
  expect(newest().sent.at(-1)).toEqual({ type: 'watch', topic: 'doctor', cursor: '42' });
  expect(statuses.at(-1)).toBe('live');
});

test('a connection that falls silent is given up and made anew', () => {
  liveWith().watch('queue', { onState: () => {} });
  newest().open();
  vi.advanceTimersByTime(50_000);
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.made).toHaveLength(2);
});

test('answers pings, and closes when nothing is watched any more', () => {
  const stop = liveWith().watch('queue', { onState: () => {} });
  newest().open();
  newest().say({ type: 'ping', at: 't' });
  expect(newest().sent.at(-1)).toEqual({ type: 'pong' });
  stop();
  expect(newest().readyState).toBe(3);
  vi.advanceTimersByTime(120_000);
  expect(FakeSocket.made).toHaveLength(1);
});

test('a refusal reaches the watcher of its topic', () => {
  const refused = vi.fn();
  liveWith().watch('queue', { onState: () => {}, onRefused: refused });
  newest().open();
  newest().say({ type: 'refused', topic: 'queue', code: 'not_allowed', detail: '没有权限' });
  expect(refused).toHaveBeenCalledWith({ code: 'not_allowed', detail: '没有权限' });
});

test('waits double up to the longest and never all at the same moment', () => {
  const wait = { first: 1000, longest: 30_000 };
  expect([0, 1, 2, 9].map((attempt) => backOff(attempt, wait, 0))).toEqual([1000, 2000, 4000, 30_000]);
  expect(backOff(2, wait, 1)).toBe(3200);
});
