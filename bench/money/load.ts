/**
 * The channel's burst: N connections, each with one notice in flight, on bare sockets. Run as a program of its own: reads a
 * plan, prints as JSON when it began, when it had the last answer, and what the answers were.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Notice } from './channel.ts';

export interface Burst {
  port: number;
  connections: number;
  notices: Notice[];
}
export interface Answered {
  /** On the machine's clock. */
  began_ms: number;
  ended_ms: number;
  latencies_ms: number[];
  /** By status. */
  answers: Record<string, number>;
}

const request = ({ headers, body }: Notice): string =>
  [
    'POST /api/payment-notices/wechat HTTP/1.1',
    'host: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');

/** Where the first whole answer ends; undefined: it is not all here. */
function endOf(text: string): number | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  return text.length >= end + 4 + length ? end + 4 + length : undefined;
}

function send({ port, connections, notices }: Burst): Promise<Answered> {
  const requests = notices.map((notice) => Buffer.from(request(notice)));
  const seen: Answered = { began_ms: Date.now(), ended_ms: 0, latencies_ms: [], answers: {} };
  let next = 0;
  let open = connections;
  return new Promise((resolve, reject) => {
    const one = (socket: Socket) => {
      let text = '';
      let asked_ms = 0;
      const ask = () => {
        const mine = requests[next];
        next += 1;
        if (!mine) {
          socket.end();
          open -= 1;
          if (open === 0) resolve({ ...seen, ended_ms: Date.now() });
          return;
        }
        asked_ms = performance.now();
        socket.write(mine);
      };
      socket.setNoDelay(true).setEncoding('latin1');
      socket.on('data', (chunk) => {
        text += String(chunk);
        const end = endOf(text);
        if (end === undefined) return;
        seen.latencies_ms.push(performance.now() - asked_ms);
        const status = text.slice(9, 12);
        seen.answers[status] = (seen.answers[status] ?? 0) + 1;
        text = text.slice(end);
        ask();
      });
      ask();
    };
    for (let n = 0; n < connections; n += 1) {
      const socket = connect(port, '127.0.0.1', () => one(socket));
      socket.on('error', reject);
    }
  });
}

if (import.meta.main) {
  const burst = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Burst;
  process.stdout.write(JSON.stringify(await send(burst)));
}
