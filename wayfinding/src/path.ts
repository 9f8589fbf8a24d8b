/** The quickest path between features. The search itself is ngraph.path's A*; here is what an edge costs. */
import { aStar } from 'ngraph.path';
import { metresBetween } from './geometry.ts';
import type { WayEdge, WayGraph, WayNode } from './graph.ts';

/** What somebody needs half a minute for, wherever they walk: the wait for a lift, in two halves (boarding, leaving). */
const LIFT_WAIT_SECONDS = 30;
const LIFT_LEVEL_SECONDS = 4;
/** Climbing or descending one level, at the usual pace. */
const STAIRS_LEVEL_SECONDS = 22;
const ESCALATOR_LEVEL_SECONDS = 18;
const DOOR_SECONDS = 2;
const USUAL_PACE = 1.2;

export interface Walking {
  /** Metres a second. */
  pace: number;
  step_free: boolean;
  /** Features that are closed now. */
  closed: ReadonlySet<string>;
}
export interface Path {
  nodes: WayNode[];
  /** One between every two nodes. */
  edges: WayEdge[];
  seconds: number;
}

function ownSeconds(edge: WayEdge, pace: number): number {
  const { seconds } = edge.feature.properties;
  const slowness = USUAL_PACE / pace;
  if (typeof seconds === 'number')
    return edge.kind === 'lift' || edge.kind === 'escalator' ? seconds : seconds * slowness;
  if (edge.kind === 'lift') return LIFT_LEVEL_SECONDS * Math.max(1, edge.levels);
  if (edge.kind === 'escalator') return ESCALATOR_LEVEL_SECONDS * Math.max(1, edge.levels);
  const walked = edge.metres / pace;
  if (edge.kind === 'stairs') return Math.max(walked, STAIRS_LEVEL_SECONDS * edge.levels * slowness);
  return edge.kind === 'door' ? walked + DOOR_SECONDS : walked;
}

/** Seconds that an edge takes at a pace. */
export const secondsOf = (edge: WayEdge, pace: number): number =>
  ownSeconds(edge, pace) + (edge.boards ? LIFT_WAIT_SECONDS / 2 : 0);

export const isPassable = (edge: WayEdge, { step_free, closed }: Pick<Walking, 'step_free' | 'closed'>): boolean =>
  (!step_free || edge.step_free) && (closed.size === 0 || !edge.closed_by.some((id) => closed.has(id)));

/** The greatest speed anywhere on the map, so that a straight line never promises less than the walk takes. */
function fastestOf({ graph }: WayGraph, pace: number): number {
  let fastest = pace;
  graph.forEachLink(({ data }) => {
    const seconds = secondsOf(data, pace);
    if (data.metres > 0) fastest = Math.max(fastest, seconds > 0 ? data.metres / seconds : Number.POSITIVE_INFINITY);
  });
  return fastest;
}

export interface PathFinder {
  /** Undefined: there is no path. Both ids must be nodes of the graph. */
  find(from: string, to: string): Path | undefined;
  /** At least how many seconds it takes, cheaply. */
  atLeast(from: string, to: string): number;
}

const fastestKnown = new WeakMap<WayGraph, Map<number, number>>();
function fastestAt(ways: WayGraph, pace: number): number {
  const known = fastestKnown.get(ways) ?? new Map<number, number>();
  fastestKnown.set(ways, known);
  const fastest = known.get(pace) ?? fastestOf(ways, pace);
  known.set(pace, fastest);
  return fastest;
}

/** The cheapest edge from one node to the next that may be used. */
function edgeBetween({ graph }: WayGraph, from: WayNode, to: WayNode, walking: Walking): WayEdge {
  let best: WayEdge | undefined;
  graph.forEachLinkedNode(
    from.feature.id,
    ({ id }, { data }) => {
      if (id !== to.feature.id || !isPassable(data, walking)) return;
      if (!best || secondsOf(data, walking.pace) < secondsOf(best, walking.pace)) best = data;
    },
    true,
  );
  return best!;
}

function pathOf(ways: WayGraph, nodes: WayNode[], walking: Walking): Path {
  const edges = nodes.slice(1).map((node, n) => edgeBetween(ways, nodes[n]!, node, walking));
  return { nodes, edges, seconds: edges.reduce((sum, edge) => sum + secondsOf(edge, walking.pace), 0) };
}

export function pathFinder(ways: WayGraph, walking: Walking): PathFinder {
  const fastest = fastestAt(ways, walking.pace);
  const straight = (a: WayNode, b: WayNode) => metresBetween(a.at, b.at) / fastest;
  const finder = aStar<WayNode, WayEdge>(ways.graph, {
    oriented: true,
    blocked: (_to, _from, link) => !isPassable(link.data, walking),
    distance: (_to, _from, link) => secondsOf(link.data, walking.pace),
    heuristic: (a, b) => straight(a.data, b.data),
  });
  return {
    find(from, to) {
      const nodes = finder
        .find(from, to)
        .map(({ data }) => data)
        .reverse();
      // a goal behind blocked edges only comes back alone
      return nodes[0]?.feature.id === from ? pathOf(ways, nodes, walking) : undefined;
    },
    atLeast: (from, to) => straight(ways.graph.getNode(from)!.data, ways.graph.getNode(to)!.data),
  };
}

/** The quickest path from any of the starts to any of the goals. */
export function quickest(finder: PathFinder, starts: readonly string[], goals: readonly string[]): Path | undefined {
  const pairs = starts
    .flatMap((from) => goals.map((to) => ({ from, to, at_least: finder.atLeast(from, to) })))
    .sort((a, b) => a.at_least - b.at_least);
  let best: Path | undefined;
  for (const { from, to, at_least } of pairs) {
    if (best && at_least >= best.seconds) break;
    const path = finder.find(from, to);
    if (path && (!best || path.seconds < best.seconds)) best = path;
  }
  return best;
}
