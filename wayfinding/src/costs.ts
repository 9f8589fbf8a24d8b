/** What an edge costs, in seconds, and how little a way can cost at least. */
import { metresBetween, type Spot } from './geometry.ts';
import type { Joint, WayEdge, WayGraph, WayNode } from './graph.ts';

/** What somebody needs half a minute for, wherever they walk: the wait for a lift, in two halves (boarding, leaving). */
const LIFT_WAIT_SECONDS = 30;
const LIFT_LEVEL_SECONDS = 4;
/** Climbing or descending one level, at the usual pace. */
const STAIRS_LEVEL_SECONDS = 22;
const ESCALATOR_LEVEL_SECONDS = 18;
const DOOR_SECONDS = 2;
const USUAL_PACE = 1.2;

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

/** Seconds that an edge takes at a pace of so many metres a second. */
export const secondsOf = (edge: WayEdge, pace: number): number =>
  ownSeconds(edge, pace) + (edge.boards ? LIFT_WAIT_SECONDS / 2 : 0);

export interface Costs {
  /** Of each edge, by its place in the graph. */
  seconds: Float64Array;
  /** The greatest speed anywhere, metres a second. */
  fastest: number;
  /** What a level costs at least beyond the metres walked. */
  level_seconds: number;
}

function costsOf({ edges }: WayGraph, pace: number): Costs {
  const seconds = Float64Array.from(edges, (edge) => secondsOf(edge, pace));
  const speeds = edges.map(({ metres }, n) => (metres > 0 ? metres / seconds[n]! : 0));
  const fastest = speeds.reduce((most, one) => Math.max(most, one), pace);
  const climbs = edges.map(({ metres, levels }, n) =>
    levels > 0 ? (seconds[n]! - metres / fastest) / levels : Number.POSITIVE_INFINITY,
  );
  const least = climbs.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return { seconds, fastest, level_seconds: Number.isFinite(least) ? Math.max(0, least) : 0 };
}

const known = new WeakMap<WayGraph, Map<number, Costs>>();
/** Worked out once a graph and pace; a map has two paces. */
export function costsAt(ways: WayGraph, pace: number): Costs {
  const ofWays = known.get(ways) ?? new Map<number, Costs>();
  known.set(ways, ofWays);
  const costs = ofWays.get(pace) ?? costsOf(ways, pace);
  ofWays.set(pace, costs);
  return costs;
}

const climbsOfWays = new WeakMap<WayGraph, Map<string, Spot[]>>();
/** Where each level can be left for another. */
function climbsOf(ways: WayGraph): Map<string, Spot[]> {
  const made = climbsOfWays.get(ways);
  if (made) return made;
  const climbs = new Map<string, Spot[]>();
  for (const { data, links } of ways.joints) {
    if (!links.some((link) => link.to.data.level_id !== data.level_id)) continue;
    climbs.set(data.level_id, [...(climbs.get(data.level_id) ?? []), data.at]);
  }
  climbsOfWays.set(ways, climbs);
  return climbs;
}

/**
 * At least how many seconds it takes to a goal: straight there on its own level; from another one by way of the best lift or stairs.
 * It never promises less from a neighbour than the edge between saves, so that the search stays exact.
 */
export function leastTo(
  ways: WayGraph,
  { data: goal }: Joint,
  { fastest, level_seconds }: Costs,
): (from: WayNode) => number {
  const climbs = climbsOf(ways);
  const beyond = new Map<string, readonly (readonly [Spot, number])[]>();
  const beyondOf = (level_id: string) => {
    const made =
      beyond.get(level_id) ?? (climbs.get(level_id) ?? []).map((at) => [at, metresBetween(at, goal.at)] as const);
    beyond.set(level_id, made);
    return made;
  };
  return ({ at, level_id, ordinal }) => {
    if (level_id === goal.level_id) return metresBetween(at, goal.at) / fastest;
    let metres = Number.POSITIVE_INFINITY;
    for (const [climb, rest] of beyondOf(level_id)) metres = Math.min(metres, metresBetween(at, climb) + rest);
    return metres / fastest + Math.abs(ordinal - goal.ordinal) * level_seconds;
  };
}
