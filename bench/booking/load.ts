/**
 * The crowd: N connections, each with one request in flight, written by hand on sockets so that the client costs little of
 * the machine it shares with the server. Run as a program of its own: reads a plan, prints what it saw as JSON.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

export interface Plan {
  port: number;
  connections: number;
  /** One booking each: token, slot, patient. */
  asks: [token: string, slot_id: string, patient_id: string][];
}
export interface Seen {
  seconds: number;
  latencies_ms: number[];
  /** Answers by status and problem code: "201", "409 slot_full". */
  answers: Record<string, number>;
}

const request = ([token, slot_id, patient_id]: Plan['asks'][number], n: number): string => {
  const body = JSON.stringify({ slot_id, patient_id });
  return [
    'POST /api/bookings HTTP/1.1',
    'host: bench',
    `authorization: Bearer ${token}`,
    `idempotency-key: bench-${n}-${patient_id}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n');
};

interface Answer {
  status: string;
  body: string;
  /** Bytes of the buffer that it took. */
  bytes: number;
}

function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1] ?? 0);
  const bytes = end + 4 + length;
  return text.length >= bytes ? { status: text.slice(9, 12), body: text.slice(end + 4, bytes), bytes } : undefined;
}

function crowd(plan: Plan): Promise<Seen> {
  const seen: Seen = { seconds: 0, latencies_ms: [], answers: {} };
  let next = 0;
  let open = plan.connections;
  const from_ms = performance.now();
  return new Promise((resolve, reject) => {
    const one = (socket: Socket) => {
      let text = '';
      let asked_ms = 0;
      const ask = () => {
        const n = next;
        next += 1;
        if (n >= plan.asks.length) {
          socket.end();
          open -= 1;
          if (open === 0) resolve({ ...seen, seconds: (performance.now() - from_ms) / 1000 });
          return;
        }
        asked_ms = performance.now();
        socket.write(request(plan.asks[n]!, n));
      };
      socket.setNoDelay(true).setEncoding('latin1');
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        text += chunk;
        const answer = readAnswer(text);
        if (!answer) return;
        text = text.slice(answer.bytes);
        seen.latencies_ms.push(performance.now() - asked_ms);
        const code = /"code":"(\w+)"/.exec(answer.body)?.[1];
        const name = code ? `${answer.status} ${code}` : answer.status;
        seen.answers[name] = (seen.answers[name] ?? 0) + 1;
        ask();
      });
      ask();
    };
    for (let n = 0; n < plan.connections; n += 1) {
      const socket = connect(plan.port, '127.0.0.1', () => one(socket));
      socket.on('error', reject);
    }
  });
}

if (import.meta.main) {
  const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
  process.stdout.write(JSON.stringify(await crowd(plan)));
}
