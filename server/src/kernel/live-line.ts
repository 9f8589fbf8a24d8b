/**
 * One connection of the live channel. A message for many is made into its bytes once, WebSocket's own head included, and
 * written as it is to the wire of each: for a hall of thousands that is a fifth less work than framing it for each of them.
 */
import type { Duplex } from 'node:stream';
import type { LiveFromServer } from '@menzhen/contract';

export interface LiveLine {
  /** Sends a message as `frameOf` made it; one whose other end has gone is sent nothing. */
  send(frame: Buffer): void;
  close(): void;
  on(event: 'message', listener: (data: unknown) => void): void;
  /** `drain`: everything was taken, it is not full any more. */
  on(event: 'close' | 'error' | 'drain', listener: () => void): void;
  /** The other end takes slower than it is sent: whatever is sent now stays in memory. */
  readonly isFull: boolean;
  /** How many messages it was sent. */
  readonly sent: number;
}

/** What the line needs of the socket library's connection. */
interface Socket {
  readonly readyState: number;
  close(): void;
  on(event: string, listener: (data: unknown) => void): unknown;
}

const OPEN = 1;
/** First byte of a frame: text, the whole message in this one. */
const WHOLE_TEXT = 0x81;
/** Second byte: the length itself, or how many bytes of length follow (RFC 6455, 5.2). */
const [LENGTH_IN_TWO, LENGTH_IN_EIGHT] = [126, 127];
const MOST_IN_TWO = 0xff_ff;

function headOf(length_bytes: number): Buffer {
  if (length_bytes < LENGTH_IN_TWO) return Buffer.from([WHOLE_TEXT, length_bytes]);
  if (length_bytes <= MOST_IN_TWO) {
    const head = Buffer.from([WHOLE_TEXT, LENGTH_IN_TWO, 0, 0]);
    head.writeUInt16BE(length_bytes, 2);
    return head;
  }
  const head = Buffer.alloc(10);
  head.set([WHOLE_TEXT, LENGTH_IN_EIGHT]);
  head.writeBigUInt64BE(BigInt(length_bytes), 2);
  return head;
}

/** The bytes of a message as a server sends them: not masked, not compressed. */
export const frameOf = (message: LiveFromServer): Buffer => frameOfText(JSON.stringify(message));

/** As frameOf, of a `state` message whose state is JSON already. */
export function stateFrameOf(
  topic: string,
  { cursor, at, state }: { cursor: string; at: string; state: string },
): Buffer {
  const head = JSON.stringify({ type: 'state', topic, cursor, at });
  return frameOfText(`${head.slice(0, -1)},"state":${state}}`);
}

function frameOfText(json: string): Buffer {
  const text = Buffer.from(json);
  return Buffer.concat([headOf(text.length), text]);
}

/**
 * `wire` is the connection under `socket`, which must not compress. The library writes each of its own frames (pong, close) to
 * the wire whole as well, so that ours stand between them and never within one.
 */
export function lineOver(socket: Socket, wire: Duplex): LiveLine {
  const line = {
    // kept here: the wire would look it up in four places, for each of thousands at every call
    isFull: false,
    sent: 0,
    send(frame: Buffer) {
      if (socket.readyState !== OPEN) return;
      line.isFull = !wire.write(frame);
      line.sent += 1;
    },
    close: () => socket.close(),
    on: (event: string, listener: (data: unknown) => void) =>
      void (event === 'drain' ? wire : socket).on(event, listener),
  };
  wire.on('drain', () => {
    line.isFull = false;
  });
  return line;
}
