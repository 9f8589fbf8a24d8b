/** One call, told to 5,000 phones and boards: how soon, at what cost beside a bare broadcast, and by two nodes over Redis. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import WebSocket from 'ws';
import { freePort, openPostgres } from '../../scripts/lib/postgres.ts';
import { LIVE_PATH } from '../../contract/src/live.ts';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { inFolder } from '../house.ts';
import { ROOT, startServer } from '../server.ts';
import { type Crowd, cpuSeconds, familyOf, gather, startProgram } from './crowd.ts';
import { doctorAt, type Hall, openHall } from './ground.ts';
import type { Heard } from './load.ts';
import { othersWait } from './others.ts';

const CONNECTIONS = 5_000;
const BOARDS = 20;
const ROUNDS = 5;
/** Uncounted rounds before, of both alike: a server that runs for days has its code compiled. */
const WARM_ROUNDS = 3;
const CALLS_A_ROUND = 10;
/** So long after a call it must have been heard by all, or it is lost. */
const HEARD_WITHIN_MS = 3_000;
const LOOK_MS = 50;
/** Between two calls: each is told before the next. */
const REST_MS = 500;

/** What one round told. */
interface Told {
  latencies_ms: number[];
  lost: number;
  messages: number;
  messages_per_cpu_second: number;
}
/** Makes one call; answers with its id. */
type Call = () => Promise<string>;

const now_ms = () => performance.timeOrigin + performance.now();

/** A call is lost to whom neither it nor a later call of the same patient was told. */
function lateness(heard: Heard, began_ms: Map<string, number>): { latencies_ms: number[]; lost: number } {
  const latencies_ms: number[] = [];
  let lost = 0;
  const later: (number | null)[] = new Array(CONNECTIONS).fill(null);
  for (const [call_id, at_ms] of [...began_ms].reverse()) {
    for (let n = 0; n < CONNECTIONS; n += 1) {
      const time = heard.calls[call_id]?.[n] ?? later[n]!;
      later[n] = time;
      if (time === null) lost += 1;
      else latencies_ms.push(time - at_ms);
    }
  }
  return { latencies_ms, lost };
}

/** Calls, waits, calls again; the processor time is that of the processes that tell. */
async function oneRound(crowd: Crowd, call: Call, pids: number[]): Promise<Told & { sample: string }> {
  await crowd.report();
  const all_pids = pids.flatMap(familyOf);
  const cpu = () => all_pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const before = cpu();
  const began_ms = new Map<string, number>();
  let all: Heard | undefined;
  for (let n = 0; n < CALLS_A_ROUND; n += 1) {
    const at_ms = now_ms();
    began_ms.set(await call(), at_ms);
    await sleep(REST_MS);
  }
  for (let waited_ms = 0; ; waited_ms += LOOK_MS) {
    all = merged(all, await crowd.report());
    if (lateness(all, began_ms).lost === 0 || waited_ms > HEARD_WITHIN_MS) break;
    await sleep(LOOK_MS);
  }
  const used = cpu() - before;
  return {
    ...lateness(all, began_ms),
    messages: all.states,
    messages_per_cpu_second: all.states / used,
    sample: all.sample,
  };
}

async function warmedUp(...round: Parameters<typeof oneRound>): Promise<{ sample: string }> {
  let sample = '';
  for (let n = 0; n < WARM_ROUNDS; n += 1) sample ||= (await oneRound(...round)).sample;
  return { sample };
}

function merged(a: Heard | undefined, b: Heard): Heard {
  if (!a) return b;
  const calls = { ...a.calls };
  for (const [id, times] of Object.entries(b.calls))
    calls[id] = calls[id]?.map((time, n) => time ?? times[n]!) ?? times;
  return { ...b, calls, states: a.states + b.states, sample: a.sample || b.sample };
}

/** The doctor calls the same patient again; the time begins before the doctor's request is sent. */
async function recaller({ ticket_id }: Hall, port: number): Promise<Call> {
  const doctor = await doctorAt(`http://127.0.0.1:${port}`);
  return async () => `${ticket_id}:${(await doctor.call('ticketRecall', { params: { id: ticket_id } })).calls}`;
}

/** The same message by a bare server: only the call's id and the cursor change, and not their length. */
async function bareCaller(port: number, sample: string): Promise<Call> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  await once(socket, 'open');
  const message = JSON.parse(sample) as { cursor: string; state: { calls: { call_id: string }[] } };
  const { call_id } = message.state.calls[0]!;
  let n = 0;
  return async () => {
    n += 1;
    const id = `b${n}`.padEnd(call_id.length, '-');
    message.cursor = `b${n}`.padEnd(message.cursor.length, '-');
    message.state.calls[0]!.call_id = id;
    socket.send(JSON.stringify(message));
    return id;
  };
}

interface Stand {
  folder: string;
  say: (line: string) => void;
  env: Record<string, string>;
  hall: Hall;
}

async function besideBare(
  stand: Stand,
  ours: { crowd: Crowd; pid: number; call: Call },
): Promise<{ ours: Told[]; bare: Told[] }> {
  const { call } = ours;
  const { sample } = await warmedUp(ours.crowd, call, [ours.pid]);
  const port = await freePort(21_700);
  const server = await startProgram('bare.ts', [String(port)]);
  const url = `ws://127.0.0.1:${port}`;
  const connections = stand.hall.watchers.map(() => ({ url, topics: [] }));
  const crowd = await gather(stand.folder, 'bare', { connections });
  try {
    const bareCall = await bareCaller(port, sample);
    await warmedUp(crowd, bareCall, [server.child.pid!]);
    const told = { ours: [] as Told[], bare: [] as Told[] };
    for (let n = 0; n < ROUNDS; n += 1) {
      told.bare.push(await oneRound(crowd, bareCall, [server.child.pid!]));
      told.ours.push(await oneRound(ours.crowd, call, [ours.pid]));
      stand.say(`round ${n + 1}: ours ${inWords(told.ours[n]!)}; bare ${inWords(told.bare[n]!)}`);
    }
    return told;
  } finally {
    await crowd.stop();
    await server.stop();
  }
}

const inWords = ({ latencies_ms, messages_per_cpu_second, lost }: Told): string =>
  `p50 ${Math.round(quantile(latencies_ms, 0.5))} ms, p99 ${Math.round(quantile(latencies_ms, 0.99))} ms, ${Math.round(messages_per_cpu_second)} a CPU second, ${lost} lost`;

const connectionsOf = (hall: Hall, ports: number[]) =>
  hall.watchers.map((watcher, n) => ({ ...watcher, url: `ws://127.0.0.1:${ports[n % ports.length]}${LIVE_PATH}` }));

async function startRedis(): Promise<{ url: string; child: ChildProcess } | undefined> {
  const port = await freePort(21_900);
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  const isThere = await Promise.race([once(child, 'error').then(() => false), sleep(500).then(() => true)]);
  return isThere ? { url: `redis://127.0.0.1:${port}`, child } : undefined;
}

/** Half of the crowd at each of two nodes; the doctor calls at the first. */
async function twoNodes(stand: Stand): Promise<Told[] | undefined> {
  const redis = await startRedis();
  if (!redis) return undefined;
  const servers: Awaited<ReturnType<typeof startServer>>[] = [];
  try {
    for (let n = 0; n < 2; n += 1) servers.push(await startServer({ ...stand.env, REDIS_URL: redis.url }));
    const ports = servers.map(({ port }) => port);
    const crowd = await gather(stand.folder, 'two', { connections: connectionsOf(stand.hall, ports) });
    const pids = servers.map(({ child }) => child.pid!);
    const call = await recaller(stand.hall, ports[0]!);
    const told: Told[] = [];
    await warmedUp(crowd, call, pids);
    for (let n = 0; n < ROUNDS; n += 1) {
      told.push(await oneRound(crowd, call, pids));
      stand.say(`two nodes, round ${n + 1}: ${inWords(told[n]!)}`);
    }
    await crowd.stop();
    return told;
  } finally {
    for (const { child } of servers) child.kill();
    redis.child.kill();
  }
}

const of = (told: Told[], share: number): number =>
  median(told.map(({ latencies_ms }) => quantile(latencies_ms, share)));
const sum = (told: Told[], what: 'lost' | 'messages'): number => told.reduce((total, one) => total + one[what], 0);

function report(one: { ours: Told[]; bare: Told[] }, others_ms: number[], two: Told[] | undefined): BenchResult {
  const ratios = one.ours.map((ours, n) => ours.messages_per_cpu_second / one.bare[n]!.messages_per_cpu_second);
  const row = (what: string, told: Told[]) => ({
    what,
    values: [
      String(round(of(told, 0.5), 1)),
      String(round(of(told, 0.99), 1)),
      String(Math.round(median(told.map((each) => each.messages_per_cpu_second)))),
      String(sum(told, 'lost')),
    ],
  });
  return {
    runs: ROUNDS,
    columns: ['told by', 'p50 ms', 'p99 ms', 'messages a CPU second', 'lost'],
    rows: [
      row('a bare broadcast', one.bare),
      row('one node', one.ours),
      ...(two ? [row('two nodes over Redis', two)] : []),
    ],
    figures: {
      connections: CONNECTIONS,
      calls: ROUNDS * CALLS_A_ROUND,
      lost: sum(one.ours, 'lost') + sum(two ?? [], 'lost'),
      p50_ms: round(of(one.ours, 0.5), 1),
      p99_ms: round(of(one.ours, 0.99), 1),
      echo_ratio: round(median(ratios)),
      bare_p99_ms: round(of(one.bare, 0.99), 1),
      others_p50_ms: round(quantile(others_ms, 0.5), 1),
      others_p99_ms: round(quantile(others_ms, 0.99), 1),
      ...(two
        ? {
            two_nodes_p50_ms: round(of(two, 0.5), 1),
            two_nodes_p99_ms: round(of(two, 0.99), 1),
            two_nodes_ratio: round(of(two, 0.99) / of(one.ours, 0.99)),
          }
        : {}),
    },
    notes: [
      'The time of a call begins before the doctor’s request is sent and ends when a phone or board has the message.',
      ...(two ? [] : ['Without redis-server on this machine two nodes were not measured.']),
    ],
  };
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openPostgres(ROOT, folder);
  const env = {
    DATABASE_URL: postgres.url,
    MENZHEN_DATA: folder,
    DEMO: 'true',
    DEMO_HISTORY_DAYS: '0',
    RATE_LIMIT_PER_MINUTE: '0',
  };
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  const server = await startServer(env);
  try {
    say(`filling the hall: ${CONNECTIONS - BOARDS} phones, ${BOARDS} boards …`);
    const hall = await openHall(`http://127.0.0.1:${server.port}`, client, {
      phones: CONNECTIONS - BOARDS,
      boards: BOARDS,
    });
    const stand: Stand = { folder, say, env, hall };
    const crowd = await gather(folder, 'one', { connections: connectionsOf(hall, [server.port]) });
    const call = await recaller(hall, server.port);
    const one = await besideBare(stand, { crowd, pid: server.child.pid!, call });
    const others_ms = await othersWait(`http://127.0.0.1:${server.port}/livez`, () =>
      oneRound(crowd, call, [server.child.pid!]),
    );
    await crowd.stop();
    server.child.kill();
    return report(one, others_ms, await twoNodes(stand));
  } finally {
    server.child.kill();
    await client.end();
    await postgres.stop();
  }
}

export const fanout: Bench = {
  name: 'fanout',
  about: 'one call told to 5,000 phones and boards on one node, beside a bare broadcast, and on two nodes over Redis',
  run: (say) => inFolder((folder) => measure(say, folder)),
};
