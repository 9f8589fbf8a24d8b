/**
 * The crowd: phones and boards on their sockets, in a process of its own. It notes when each heard of each call and does
 * nothing else with a message, since it shares the machine with the server it measures.
 *
 * stdin: `report` asks for what was heard since the last one; stdout: `ready`, then one line of JSON a report.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openPhone } from './phone.ts';

export interface Plan {
  /** Each a connection; without a token it says nothing and only listens. */
  connections: { url: string; token?: string; topics: string[] }[];
}
/** By call: when (epoch ms) each connection heard of it, in the order of the plan; null: it did not. */
export interface Heard {
  calls: Record<string, (number | null)[]>;
  /** All messages that told a state, also of what is no list of calls. */
  states: number;
  /** One of these messages, whole. */
  sample: string;
  closed: number;
}

const AT_ONCE = 100;
const CURSOR = Buffer.from('"cursor":"');
const CURSOR_LETTERS = 22;
const plan = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
const now_ms = () => performance.timeOrigin + performance.now();

const callsOfCursor = new Map<string, string[]>();
let heard: Heard;
function forget(): void {
  heard = { calls: {}, states: 0, sample: '', closed: heard?.closed ?? 0 };
}
forget();

/** The calls that a message lists, by its cursor; a message is parsed only when its cursor is new. */
function callsOf(message: Buffer, cursor: string): string[] {
  const known = callsOfCursor.get(cursor);
  if (known) return known;
  const { state } = JSON.parse(message.toString()) as { state: { calls?: { call_id: string }[] } | null };
  const ids = state?.calls?.map(({ call_id }) => call_id) ?? [];
  callsOfCursor.set(cursor, ids);
  if (ids.length > 0) heard.sample ||= message.toString();
  return ids;
}

function note(n: number, message: Buffer): void {
  const at_ms = now_ms();
  const from = message.indexOf(CURSOR);
  if (from < 0) return;
  heard.states += 1;
  const start = from + CURSOR.length;
  for (const call_id of callsOf(message, message.toString('latin1', start, start + CURSOR_LETTERS))) {
    heard.calls[call_id] ??= new Array(plan.connections.length).fill(null);
    heard.calls[call_id][n] ??= at_ms;
  }
}

/** A connection that is not shown its first state by then never will be. */
const SHOWN_WITHIN_MS = 60_000;

function connect(n: number): Promise<void> {
  const { url, token, topics } = plan.connections[n]!;
  return new Promise((done, fail) => {
    let waits = topics.length;
    let last = 'nothing';
    const late = () =>
      waits > 0 && fail(new Error(`connection ${n} was not shown its first state; last heard: ${last}`));
    setTimeout(late, SHOWN_WITHIN_MS).unref();
    /** Until its first states are there. */
    function opening(text: string): void {
      last = text;
      const { type } = JSON.parse(text) as { type: string };
      if (type === 'welcome') for (const topic of topics) phone.say({ type: 'watch', topic });
      if (type === 'refused') fail(new Error(text));
      if (type !== 'state') return;
      waits -= 1;
      if (waits === 0) done();
    }
    const phone = openPhone(url, {
      error: fail,
      close: () => {
        heard.closed += 1;
      },
      open() {
        last = 'open';
        if (token) phone.say({ type: 'hello', token });
        else done();
      },
      message(data) {
        note(n, data);
        if (waits > 0) opening(data.toString());
      },
    });
  });
}

for (let n = 0; n < plan.connections.length; n += AT_ONCE) {
  const some = plan.connections.slice(n, n + AT_ONCE);
  await Promise.all(some.map((_, k) => connect(n + k)));
}
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'report') break;
  process.stdout.write(`${JSON.stringify(heard!)}\n`);
  forget();
}
process.exit(0);
