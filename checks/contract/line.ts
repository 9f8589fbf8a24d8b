/** A phone or screen on the live channel, over a real socket. */
import type { AddressInfo } from 'node:net';
import { LIVE_PATH, type LiveFromServer } from '@menzhen/contract';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { App } from '../../server/src/app.ts';

type State = Extract<LiveFromServer, { type: 'state' }>;

export interface Line {
  heard: LiveFromServer[];
  states(): State[];
  /** An object is written as JSON, text is sent as it is. */
  tell(message: object | string | Buffer): void;
  /** Waits until `found` finds something in what was heard, and returns it. */
  hears<T>(found: (heard: LiveFromServer[]) => T | undefined, within_ms?: number): Promise<T>;
  /** Close code, once it is over. */
  over: Promise<number>;
  close(): void;
}

/** Lets the app listen on any free port, with its timers and live views at work; returns how to end that. */
export async function putOnLine(app: App): Promise<() => Promise<void>> {
  await app.http.listen({ port: 0, host: '127.0.0.1' });
  return app.startWork();
}

export async function openLine(app: App, token?: string): Promise<Line> {
  const { port } = app.http.server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}${LIVE_PATH}`);
  const heard: LiveFromServer[] = [];
  socket.on('message', (data) => void heard.push(JSON.parse(String(data))));
  socket.on('error', () => {});
  const over = new Promise<number>((resolve) => void socket.on('close', resolve));
  await new Promise((resolve) => void socket.once('open', resolve));
  const line: Line = {
    heard,
    states: () => heard.filter((message) => message.type === 'state'),
    tell: (message) =>
      socket.send(typeof message === 'string' || message instanceof Buffer ? message : JSON.stringify(message)),
    hears: (found, within_ms = 10_000) =>
      vi.waitFor(
        () => {
          const what = found(heard);
          if (what === undefined) throw new Error(`not heard; so far: ${JSON.stringify(heard).slice(-600)}`);
          return what;
        },
        { timeout: within_ms, interval: 10 },
      ),
    over,
    close: () => socket.close(),
  };
  if (token) {
    line.tell({ type: 'hello', token });
    await line.hears((all) => all.find((message) => message.type === 'welcome'));
  }
  return line;
}
