/**
 * A phone as light as can be: five thousand of them share two processors with the server that is measured. It reads whole text
 * messages that are not compressed, from a server it trusts, and nothing else.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Phone {
  say(message: object): void;
}
export interface PhoneEars {
  /** The bytes are good only until the call returns. */
  message(text: Buffer): void;
  open(): void;
  close(): void;
  error(error: Error): void;
}

/** All phones read into the same bytes, one after the other. */
const BUFFER = Buffer.allocUnsafe(64 * 1024);
const EMPTY: Buffer = Buffer.alloc(0);
const END_OF_HEAD = '\r\n\r\n';
const ACCEPTED = 'HTTP/1.1 101 ';
const [TEXT, CLOSE] = [0x81, 0x88];
/** A client's frames are masked (RFC 6455, 5.3); with a mask of zeros they stay as they are. */
const MASKED = 0x80;
const MASK = Buffer.alloc(4);
const [LENGTH_IN_TWO, MOST_IN_TWO] = [126, 0xff_ff];

function maskedFrame(message: object): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  if (text.length > MOST_IN_TWO) throw new Error('a phone does not say that much');
  if (text.length < LENGTH_IN_TWO) return Buffer.concat([Buffer.from([TEXT, MASKED | text.length]), MASK, text]);
  const head = Buffer.from([TEXT, MASKED | LENGTH_IN_TWO, text.length >> 8, text.length & 0xff]);
  return Buffer.concat([head, MASK, text]);
}

/** How many bytes of a frame say what it is and how long. */
const headOf = (short: number): number => (short < LENGTH_IN_TWO ? 2 : short === LENGTH_IN_TWO ? 4 : 10);
function lengthAt(bytes: Buffer, from: number, head_bytes: number): number {
  if (head_bytes === 2) return bytes[from + 1]!;
  return head_bytes === 4 ? bytes.readUInt16BE(from + 2) : Number(bytes.readBigUInt64BE(from + 2));
}

/** Where the payload of the frame at `from` begins and ends; undefined: not all of it is there. */
function frameAt(bytes: Buffer, from: number): { begins: number; ends: number } | undefined {
  if (bytes.length < from + 2) return undefined;
  const head_bytes = headOf(bytes[from + 1]!);
  const begins = from + head_bytes;
  if (bytes.length < begins) return undefined;
  const ends = begins + lengthAt(bytes, from, head_bytes);
  return bytes.length < ends ? undefined : { begins, ends };
}

/** Tells the messages that are whole; answers with how many bytes they took. */
function tellWhole(bytes: Buffer, socket: Socket, ears: PhoneEars): number {
  let from = 0;
  for (let frame = frameAt(bytes, 0); frame; frame = frameAt(bytes, from)) {
    const kind = bytes[from];
    from = frame.ends;
    if (kind === TEXT) ears.message(bytes.subarray(frame.begins, frame.ends));
    else if (kind === CLOSE) socket.end();
  }
  return from;
}

export function openPhone(url: string, ears: PhoneEars): Phone {
  const { hostname, port, pathname } = new URL(url.replace('ws:', 'http:'));
  let rest: Buffer = EMPTY;
  let isOpen = false;
  /** The answer to the request; what comes after it stays. */
  function greet(bytes: Buffer): Buffer {
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) return bytes;
    const head = bytes.toString('latin1', 0, end);
    if (!head.startsWith(ACCEPTED)) ears.error(new Error(`not let in: ${head.split('\r\n')[0]}`));
    isOpen = true;
    ears.open();
    return bytes.subarray(end + END_OF_HEAD.length);
  }
  const socket = connect({
    host: hostname,
    port: Number(port),
    noDelay: true,
    onread: {
      buffer: BUFFER,
      callback(length) {
        const fresh = BUFFER.subarray(0, length);
        let bytes: Buffer = rest.length > 0 ? Buffer.concat([rest, fresh]) : fresh;
        if (!isOpen) bytes = greet(bytes);
        const taken = isOpen ? tellWhole(bytes, socket, ears) : 0;
        rest = taken < bytes.length ? Buffer.from(bytes.subarray(taken)) : EMPTY;
        return true;
      },
    },
  });
  socket.on('error', ears.error);
  socket.on('close', ears.close);
  socket.write(
    [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      END_OF_HEAD.slice(2),
    ].join('\r\n'),
  );
  return { say: (message) => void socket.write(maskedFrame(message)) };
}
