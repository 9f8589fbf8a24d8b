/**
 * Reads one address as fast as it is answered: N connections, one request in flight on each, for a while. A program of its
 * own, written by hand on sockets, so that it costs little of the machine it shares with the server.
 */
import { connect, type Socket } from 'node:net';

export interface Plan {
  port: number;
  path: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
}
export interface Seen {
  requests: number;
  seconds: number;
  /** Answers by status. */
  answers: Record<string, number>;
  /** Bytes of the last answer's body. */
  body_bytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

function requestOf({ path, headers }: Plan): Buffer {
  const lines = Object.entries({ host: 'bench', ...headers }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
}

/** One connection: asks, counts the answer's bytes off, asks again until the time is over. */
function ride(socket: Socket, request: Buffer, seen: Seen, goesOn: () => boolean, done: () => void): void {
  let head: Buffer = Buffer.alloc(0);
  let left = -1;
  const next = () => {
    seen.requests += 1;
    left = -1;
    head = Buffer.alloc(0);
    if (goesOn()) socket.write(request);
    else {
      socket.end();
      done();
    }
  };
  const readHead = (chunk: Buffer) => {
    head = head.length ? Buffer.concat([head, chunk]) : chunk;
    const end = head.indexOf(HEAD_END);
    if (end < 0) return;
    const text = head.toString('latin1', 0, end);
    const status = text.slice(9, 12);
    seen.answers[status] = (seen.answers[status] ?? 0) + 1;
    seen.body_bytes = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    left = seen.body_bytes - (head.length - end - HEAD_END.length);
    if (left === 0) next();
  };
  socket.on('data', (chunk: Buffer) => {
    if (left < 0) return readHead(chunk);
    left -= chunk.length;
    if (left === 0) next();
  });
  socket.write(request);
}

function crowd(plan: Plan): Promise<Seen> {
  const seen: Seen = { requests: 0, seconds: 0, answers: {}, body_bytes: 0 };
  const request = requestOf(plan);
  const from_ms = performance.now();
  const goesOn = () => performance.now() - from_ms < plan.seconds * 1000;
  let open = plan.connections;
  return new Promise((resolve, reject) => {
    const done = () => {
      open -= 1;
      if (open === 0) resolve({ ...seen, seconds: (performance.now() - from_ms) / 1000 });
    };
    for (let n = 0; n < plan.connections; n += 1) {
      const socket = connect(plan.port, '127.0.0.1', () => ride(socket.setNoDelay(true), request, seen, goesOn, done));
      socket.on('error', reject);
    }
  });
}

if (import.meta.main) {
  const plan = JSON.parse(process.argv[2]!) as Plan;
  process.stdout.write(JSON.stringify(await crowd(plan)));
}
