/**
 * The live lines as a program of its own, started by the server (`kernel/live-lines.ts`): is handed connections, holds them,
 * and tells them what the server says. When the server is gone so is it.
 */
import type { Socket } from 'node:net';
import type { FromSwitchboard, ToSwitchboard } from './kernel/live-link.ts';
import { doorOf, type FromLines, type ToLines } from './kernel/live-door.ts';
import { Switchboard } from './kernel/switchboard.ts';

/** So long the last words and the goodbyes have to leave. */
const GOODBYE_MS = 200;

/** A server that is gone hears nothing: `disconnect` says so. */
function say(message: FromSwitchboard | FromLines): void {
  if (process.connected) process.send!(message, undefined, undefined, () => {});
}
const board = new Switchboard(say);
const open = doorOf(board);
/** Connections that have arrived and are not ours alone yet, by their number. */
const waiting = new Map<number, () => void>();

process.on('message', (message: ToSwitchboard | ToLines, socket: Socket | undefined) => {
  if (message.type === 'let_go_of') {
    waiting.get(message.number)?.();
    waiting.delete(message.number);
  } else if (message.type !== 'handed_over') board.take(message);
  // who hung up on the way is not handed over
  else if (socket) {
    const { number, opening, head } = message;
    socket.on('error', () => socket.destroy());
    waiting.set(number, () => open(opening, socket, Buffer.from(head, 'base64')));
    say({ type: 'in_hand', number });
  }
});
process.once('disconnect', () => {
  board.closeAll();
  setTimeout(() => process.exit(0), GOODBYE_MS);
});
// Ctrl-C reaches every program of a terminal: the server says when it is time
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
say({ type: 'ready' });
