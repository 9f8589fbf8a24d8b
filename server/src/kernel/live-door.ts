/** The door of the live channel: makes a line of a connection that asks for it. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { lineOver } from './live-line.ts';
import type { Switchboard } from './switchboard.ts';

/** What a WebSocket is opened from; the part of a request that another process needs of it. */
export type Opening = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;
/**
 * Beside what hub and switchboard say to one another. A socket that is handed over is open in both processes until Node has
 * heard that it arrived; what a phone says meanwhile either may read. So nothing is answered, and the phone says nothing, before
 * the server has said that it let go.
 */
export type ToLines =
  | { type: 'handed_over'; number: number; opening: Opening; head: string }
  | { type: 'let_go_of'; number: number };
export type FromLines = { type: 'ready' } | { type: 'in_hand'; number: number };
const MOST_BYTES = 16 * 1024;

/** Makes lines of connections. */
export function doorOf(board: Switchboard): (opening: Opening, socket: Duplex, head: Buffer) => void {
  const door = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false });
  return (opening, socket, head) => {
    door.handleUpgrade(opening as IncomingMessage, socket, head, (line) => board.connect(lineOver(line, socket)));
  };
}
