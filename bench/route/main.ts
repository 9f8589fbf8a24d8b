/**
 * Ways a second on a building of 20 floors and 10,000 nodes: the whole of what a phone is answered — search, steps, words — against the
 * bare searches by the textbook's Dijkstra over the same graph, which also says whether ours are the quickest.
 */
import { findWay, graphOf, type WayAsk, type WayGraph } from '@menzhen/wayfinding';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { drawTower, type Tower } from './building.ts';
import { dijkstra } from './dijkstra.ts';

const ROUNDS = 7;
const WAYS = 300;
/** So many of them are also searched for by Dijkstra. */
const JUDGED = 40;
const SEED = 20_260_302;

/** Park and Miller's numbers: the same ways in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Trip {
  from: string;
  to: string;
  step_free: boolean;
}

function tripsOf({ rooms }: Tower, next: () => number): Trip[] {
  const pick = () => rooms[Math.floor(next() * rooms.length)]!;
  return Array.from({ length: WAYS }, (_, n) => ({ from: pick(), to: pick(), step_free: n % 2 === 0 }));
}

const askOf = ({ from, to, step_free }: Trip): WayAsk => ({
  map: { id: 'bench', number: 1 },
  from,
  goal: { to: 'feature', id: to },
  pace: 1.2,
  step_free,
  closed: [],
  locale: 'zh',
});

interface Answered {
  took_ms: number[];
  /** The same as the processor saw it: what others do meanwhile is not in it. */
  cpu_ms: number[];
  /** Of each trip; undefined: no way. */
  seconds: (number | undefined)[];
}

function timed(trips: readonly Trip[], find: (trip: Trip) => number | undefined): Answered {
  const [took_ms, cpu_ms]: [number[], number[]] = [[], []];
  const seconds = trips.map((trip) => {
    const [began, before] = [performance.now(), process.threadCpuUsage()];
    const found = find(trip);
    took_ms.push(performance.now() - began);
    const { user, system } = process.threadCpuUsage(before);
    cpu_ms.push((user + system) / 1000);
    return found;
  });
  return { took_ms, cpu_ms, seconds };
}
const answer = (ways: WayGraph, trips: readonly Trip[]) =>
  timed(trips, (trip) => findWay(ways, askOf(trip)).way?.seconds);
const plainly = (ways: WayGraph, trips: readonly Trip[]) =>
  timed(trips, (trip) => dijkstra(ways, trip.from, trip.to, { ...trip, pace: 1.2 }));

/** Ways that take longer than they must, or that were not found though there is one; whole seconds. */
const slowerOf = (ours: Answered, plain: Answered): number =>
  plain.seconds.filter((right, n) => ours.seconds[n] !== (right === undefined ? undefined : Math.round(right))).length;

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

async function run(say: (line: string) => void): Promise<BenchResult> {
  const tower = drawTower();
  const began = performance.now();
  const ways = graphOf(tower.features);
  const graph_ms = performance.now() - began;
  say(`${ways.joints.length} nodes, ${ways.edges.length} edges, graph made in ${round(graph_ms)} ms`);
  const next = chance(SEED);
  // the first ones meet cold code
  answer(ways, tripsOf(tower, next));
  const rounds = Array.from({ length: ROUNDS }, (_, n) => {
    const trips = tripsOf(tower, next);
    const [ours, plain] = [answer(ways, trips), plainly(ways, trips.slice(0, JUDGED))];
    const { took_ms, cpu_ms, seconds } = ours;
    say(`round ${n + 1}: ${round((1000 * WAYS) / sum(took_ms), 0)} ways/s, p99 ${round(quantile(took_ms, 0.99))} ms`);
    const lost = seconds.filter((one) => one === undefined).length;
    return { took_ms, cpu_ms, plain_ms: plain.took_ms, slower: slowerOf(ours, plain), lost };
  });
  const each = (of: (one: (typeof rounds)[number]) => number) => round(median(rounds.map(of)));
  const figures = {
    nodes: ways.joints.length,
    routes_per_second: each(({ took_ms }) => (1000 * WAYS) / sum(took_ms)),
    p50_ms: each(({ took_ms }) => quantile(took_ms, 0.5)),
    p99_ms: each(({ took_ms }) => quantile(took_ms, 0.99)),
    p99_cpu_ms: each(({ cpu_ms }) => quantile(cpu_ms, 0.99)),
    worst_ms: round(Math.max(...rounds.flatMap(({ took_ms }) => took_ms))),
    plain_ratio: each(({ took_ms, plain_ms }) => (sum(plain_ms) / JUDGED / sum(took_ms)) * WAYS),
    no_way: sum(rounds.map(({ lost }) => lost)),
    not_quickest: sum(rounds.map(({ slower }) => slower)),
    graph_ms: round(graph_ms),
  };
  return {
    runs: ROUNDS,
    columns: ['ways', 'a second', 'p50 ms', 'p99 ms'],
    rows: [
      {
        what: 'search, steps and words',
        values: [figures.routes_per_second, figures.p50_ms, figures.p99_ms].map(String),
      },
      {
        what: 'Dijkstra, search only',
        values: [
          each(({ plain_ms }) => (1000 * JUDGED) / sum(plain_ms)),
          each(({ plain_ms }) => quantile(plain_ms, 0.5)),
          each(({ plain_ms }) => quantile(plain_ms, 0.99)),
        ].map(String),
      },
    ],
    figures,
    notes: [
      `${WAYS} ways a round between rooms drawn by seed ${SEED}, every second one step-free; medians of ${ROUNDS} rounds. ${JUDGED} a round are also searched for by Dijkstra.`,
    ],
  };
}

export const route: Bench = {
  name: 'route',
  about: 'ways a second on 20 floors and 10,000 nodes, told in words',
  run,
};
