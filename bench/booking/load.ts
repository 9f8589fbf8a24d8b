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
  /** When bookings that got their place were asked for, and when refusals were answered; by slot, in ms of the run. */
  won_asked_ms: Record<string, number[]>;
  refused_ms: Record<string, number[]>;
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
  /** Where the body begins, and where it ends. */
  from: number;
  to: number;
}

function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const at = text.indexOf('content-length: ');
  const length = at < 0 || at > end ? 0 : Number.parseInt(text.slice(at + 16, at + 24), 10);
  const to = end + 4 + length;
  return text.length >= to ? { status: text.slice(9, 12), from: end + 4, to } : undefined;
}

const add = (to: Record<string, number[]>, name: string, value: number): void => {
  to[name] ??= [];
  to[name].push(value);
};

/** Asks by which a connection and this program are warm before time counts: a crowd of phones is no program that has just begun. */
const WARM_ASKS = 20;
const WARM = 'GET /readyz HTTP/1.1\r\nhost: bench\r\n\r\n';

/** Comes back when every connection is open and warm; pgbench does not count its connecting either. */
async function connections({ port, connections: count }: Plan): Promise<Socket[]> {
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(WARM));
      let text = '';
      let warm = 0;
      const hear = (chunk: string) => {
        text += chunk;
        const answer = readAnswer(text);
        if (!answer) return;
        text = text.slice(answer.to);
        warm += 1;
        if (warm < WARM_ASKS) return void socket.write(WARM);
        socket.off('data', hear).off('error', reject);
        resolve(socket);
      };
      socket.setNoDelay(true).setEncoding('latin1').on('data', hear).on('error', reject);
    });
  return Promise.all(Array.from({ length: count }, open));
}

async function crowd(plan: Plan): Promise<Seen> {
  const seen: Seen = { seconds: 0, latencies_ms: [], answers: {}, won_asked_ms: {}, refused_ms: {} };
  const requests = plan.asks.map(request);
  const sockets = await connections(plan);
  let next = 0;
  let open = plan.connections;
  const from_ms = performance.now();
  const note = (n: number, asked_ms: number, status: string, body: string) => {
    const now_ms = performance.now();
    seen.latencies_ms.push(now_ms - asked_ms);
    const code = status === '201' ? undefined : /"code":"(\w+)"/.exec(body)?.[1];
    const name = code ? `${status} ${code}` : status;
    seen.answers[name] = (seen.answers[name] ?? 0) + 1;
    const slot_id = plan.asks[n]![1];
    if (status === '201') add(seen.won_asked_ms, slot_id, asked_ms - from_ms);
    else add(seen.refused_ms, slot_id, now_ms - from_ms);
  };
  return new Promise((resolve, reject) => {
    const one = (socket: Socket) => {
      let text = '';
      let asked_ms = 0;
      let mine = -1;
      const ask = () => {
        mine = next;
        next += 1;
        if (mine >= requests.length) {
          socket.end();
          open -= 1;
          if (open === 0) resolve({ ...seen, seconds: (performance.now() - from_ms) / 1000 });
          return;
        }
        asked_ms = performance.now();
        socket.write(requests[mine]!, 'latin1');
      };
      socket.on('error', reject);
      socket.on('data', (chunk) => {
        text = text === '' ? String(chunk) : text + chunk;
        const answer = readAnswer(text);
        if (!answer) return;
        note(mine, asked_ms, answer.status, answer.status === '201' ? '' : text.slice(answer.from, answer.to));
        text = text.slice(answer.to);
        ask();
      });
      ask();
    };
    for (const socket of sockets) one(socket);
  });
}

if (import.meta.main) {
  const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
  process.stdout.write(JSON.stringify(await crowd(plan)));
}
