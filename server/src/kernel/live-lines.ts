/**
 * Where the lines of the live channel are held: by this process, or by a process of its own, to which each connection is handed
 * over at the door. To tell 5,000 phones keeps a processor busy for a twentieth of a second and more, in which nobody who books would
 * be heard (`bench fanout`, decision 0040).
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveHub } from './live.ts';
import { doorOf, type FromLines, type ToLines } from './live-door.ts';
import type { FromSwitchboard, ToSwitchboard } from './live-link.ts';
import { Switchboard } from './switchboard.ts';

export interface LiveLines {
  /** Whether connections can be taken. */
  isUp(): boolean;
  /** Takes a connection that asks to become a line. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Every line ends. */
  close(): Promise<void>;
}

/** Held by this process. */
export function linesHere(hub: LiveHub): LiveLines {
  const board: Switchboard = new Switchboard((message) => hub.take(message));
  hub.join((message) => board.take(message));
  return { isUp: () => true, take: doorOf(board), close: async () => board.closeAll() };
}

/** After so long a process that ended by itself is replaced. */
const AGAIN_AFTER_MS = 500;
const CLOSES_WITHIN_MS = 2_000;
const BUSY = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n\r\n';

/**
 * Held by the program `script`; when it dies another takes its place, to which phones connect by themselves as after any
 * other lost line.
 */
export function linesApart(hub: LiveHub, script: string, log: (message: string, error: unknown) => void): LiveLines {
  let child: ChildProcess | undefined;
  let isUp = false;
  let isClosing = false;
  let handed_over = 0;

  function start(): void {
    const one = fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    child = one;
    const say = (word: ToSwitchboard | ToLines) => void (one.connected && one.send(word));
    one.on('message', (message: FromSwitchboard | FromLines) => {
      if (message.type === 'in_hand') return say({ type: 'let_go_of', number: message.number });
      if (message.type !== 'ready') return hub.take(message);
      isUp = true;
      hub.join(say);
    });
    one.on('error', (error) => log('the process that holds the live lines is in trouble', error));
    one.once('exit', (code, signal) => {
      isUp = false;
      hub.join(() => {});
      if (isClosing) return;
      log('the process that holds the live lines has ended; another takes its place', { code, signal });
      setTimeout(() => isClosing || start(), AGAIN_AFTER_MS).unref();
    });
  }
  start();

  return {
    isUp: () => isUp && child!.connected,
    take({ method, url, headers }, socket, head) {
      if (!child || !isUp || !child.connected) return void socket.end(BUSY);
      handed_over += 1;
      const message: ToLines = {
        type: 'handed_over',
        number: handed_over,
        opening: { method, url, headers },
        head: head.toString('base64'),
      };
      // Node counts what it hands over against the server it came by, and when the other process is gone never ends counting:
      // closing the server would wait for ever
      Object.assign(socket, { server: null });
      child.send(message, socket as Socket, () => socket.destroy());
    },
    async close() {
      isClosing = true;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      if (child.connected) child.disconnect();
      await Promise.race([gone, sleep(CLOSES_WITHIN_MS, undefined, { ref: false })]);
      child.kill('SIGKILL');
    },
  };
}
