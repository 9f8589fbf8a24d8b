import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { frameOf, type LiveLine, lineOver } from './live-line.ts';

test('messages of every length arrive whole, between the library’s own frames; after the end nothing is sent', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const opened = new Promise<{ socket: WebSocket; line: LiveLine }>((done) => {
    server.on('connection', (socket, { socket: wire }) => done({ socket, line: lineOver(socket, wire) }));
  });
  const phone = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const heard: string[] = [];
  phone.on('message', (data, isBinary) => heard.push(`${isBinary} ${data}`));
  const { socket, line } = await opened;
  const states = [1, 60, 125, 126, 65_535, 65_536, 200_000].map((length) => '号'.repeat(length));
  const messages = states.map((state) => ({ type: 'state', topic: 'queue', cursor: '', at: '', state }) as const);
  for (const message of messages) {
    line.send(frameOf(message));
    socket.ping();
  }
  line.close();
  line.send(frameOf({ type: 'welcome' }));
  await once(phone, 'close');
  server.close();
  expect(heard).toEqual(messages.map((message) => `false ${JSON.stringify(message)}`));
});

test('a line whose other end reads nothing is full, and tells when it has taken everything', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const opened = new Promise<LiveLine>((done) => {
    server.on('connection', (socket, { socket: wire }) => done(lineOver(socket, wire)));
  });
  const phone = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const line = await opened;
  await once(phone, 'open');
  expect(line.isFull).toBe(false);
  phone.pause();
  const drained = new Promise<void>((done) => line.on('drain', done));
  const frame = frameOf({ type: 'state', topic: 'queue', cursor: '', at: '', state: 'x'.repeat(1_000_000) });
  for (let n = 0; n < 20; n += 1) line.send(frame);
  expect(line.isFull).toBe(true);
  phone.resume();
  await drained;
  expect(line.isFull).toBe(false);
  phone.terminate();
  server.close();
});
