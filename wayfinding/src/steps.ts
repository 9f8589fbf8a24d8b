/** A path as the steps a person takes: what to do, where, past what, and how far until the next one. */
import type { MapFeatureShape, stepKinds } from '@menzhen/contract';
import {
  bearingOf,
  isWithin,
  metresBetween,
  middleOf,
  type Ring,
  ringsOf,
  type Spot,
  turnBetween,
} from './geometry.ts';
import type { WayEdge, WayGraph, WayNode } from './graph.ts';
import type { Path } from './path.ts';

export type StepKind = (typeof stepKinds)[number];
export interface Step {
  kind: StepKind;
  level_id: string;
  at: Spot;
  /** How far to go after it. */
  metres: number;
  /** Start, turns: what one stands at or passes; lift and stairs: themselves; arrive: the goal. */
  landmark?: MapFeatureShape | undefined;
  /** Lift and stairs: where to. */
  to_level_id?: string;
  /** Stairs: up or down; a lift's doors tell by themselves. */
  rises?: boolean;
  /** The first stretch after a lift or stairs: that step. */
  left?: Step;
  /** Arrive: on which hand. */
  hand?: 'left' | 'right' | undefined;
}

/** A bend of less than this is still the same corridor. */
const TURN_DEGREES = 40;
const BACK_DEGREES = 150;
/** A landmark helps when one can see it from the turn. */
const LANDMARK_METRES = 6;
const VERTICAL: Partial<Record<WayEdge['kind'], StepKind>> = { lift: 'lift', stairs: 'stairs', escalator: 'escalator' };

const WALKED = new Set<StepKind>(['straight', 'left', 'right', 'back', 'ramp']);

const isSign = ({ type, properties: { name, category } }: MapFeatureShape): boolean =>
  Boolean(name) && (type === 'amenity' || (type === 'unit' && category !== 'walkway' && category !== 'nonpublic'));

interface Sign {
  feature: MapFeatureShape;
  rings: readonly Ring[];
  spots: readonly Spot[];
  box: readonly [left: number, top: number, right: number, bottom: number];
}
const signsOfWays = new WeakMap<WayGraph, Map<string, Sign[]>>();
/** What can be named on each level, made once a graph and level. */
function signsOn(ways: WayGraph, level_id: string): readonly Sign[] {
  const made = signsOfWays.get(ways) ?? new Map<string, Sign[]>();
  signsOfWays.set(ways, made);
  const signs = made.get(level_id) ?? (ways.onLevel.get(level_id) ?? []).filter(isSign).map(signOf);
  made.set(level_id, signs);
  return signs;
}
function signOf(feature: MapFeatureShape): Sign {
  const rings = ringsOf(feature.geometry);
  const middle = middleOf(feature);
  const spots = [...(middle ? [middle] : []), ...(rings[0] ?? [])];
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)];
  return { feature, rings, spots, box: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] };
}

const isNear = ({ box: [left, top, right, bottom] }: Sign, [x, y]: Spot, metres: number): boolean =>
  x >= left - metres && x <= right + metres && y >= top - metres && y <= bottom + metres;

/** How near a walker at a spot is to a thing: in metres, 0 inside. */
const metresTo = ({ rings, spots }: Sign, at: Spot): number =>
  isWithin(at, rings) ? 0 : Math.min(...spots.map((spot) => metresBetween(spot, at)));

/** The nearest thing with a name; the goal itself is told on arriving. */
function landmarkAt(
  ways: WayGraph,
  { at, level_id }: Pick<WayNode, 'at' | 'level_id'>,
  isTold: (feature: MapFeatureShape) => boolean,
): MapFeatureShape | undefined {
  let best: { feature: MapFeatureShape; metres: number } | undefined;
  for (const sign of signsOn(ways, level_id)) {
    if (!isNear(sign, at, LANDMARK_METRES) || isTold(sign.feature)) continue;
    const metres = metresTo(sign, at);
    if (metres <= LANDMARK_METRES && (!best || metres < best.metres)) best = { feature: sign.feature, metres };
  }
  return best?.feature;
}

function turnKind(degrees: number): 'straight' | 'left' | 'right' | 'back' {
  if (Math.abs(degrees) < TURN_DEGREES) return 'straight';
  if (Math.abs(degrees) > BACK_DEGREES) return 'back';
  return degrees < 0 ? 'left' : 'right';
}

class Walk {
  readonly steps: Step[] = [];
  readonly #ways: WayGraph;
  readonly #path: Path;
  readonly #goal: MapFeatureShape;
  /** Where one looks now; unknown at the start and after stairs or a lift. */
  #looks: number | undefined;

  constructor(ways: WayGraph, path: Path, goal: MapFeatureShape, facing: number | undefined) {
    this.#ways = ways;
    this.#path = path;
    this.#goal = goal;
    this.#looks = facing;
  }

  #add(kind: StepKind, node: WayNode, more: Partial<Step> = {}): void {
    this.steps.push({ kind, level_id: node.level_id, at: node.at, metres: 0, ...more });
  }

  /** One ride or climb over however many levels: up to the last node of the same kind on the same thing. */
  #climb(from: number): number {
    const { nodes, edges } = this.#path;
    const { kind, feature } = edges[from]!;
    const via = feature.properties.via_id;
    let end = from;
    while (edges[end + 1]?.kind === kind && this.#isSame(via, edges[end + 1]!.feature.properties.via_id)) end += 1;
    const [first, last] = [nodes[from]!, nodes[end + 1]!];
    const landmark = via ? this.#ways.features.get(via) : undefined;
    // a few steps before a door lead to no other level
    const stays = first.level_id === last.level_id;
    const onto = stays ? {} : { to_level_id: last.level_id, rises: last.ordinal > first.ordinal };
    this.#add(VERTICAL[kind]!, first, { landmark, ...onto });
    this.#looks = stays ? bearingOf(first.at, last.at) : undefined;
    return end + 1;
  }

  #isSame(one: string | null | undefined, other: string | null | undefined): boolean {
    const likeOf = (id: string | null | undefined) =>
      id ? (this.#ways.features.get(id)?.properties.correlation_id ?? id) : undefined;
    return likeOf(one) === likeOf(other);
  }

  /** The goal is told on arriving; what one has just left says nothing any more. */
  #isTold(before: Step): (feature: MapFeatureShape) => boolean {
    const left = before.left?.landmark?.properties.correlation_id;
    return ({ id, properties }) => id === this.#goal.id || (Boolean(left) && properties.correlation_id === left);
  }

  #stretch(n: number): void {
    const { nodes, edges } = this.#path;
    const [from, to, edge] = [nodes[n]!, nodes[n + 1]!, edges[n]!];
    if (edge.metres < 0.05) return;
    const bearing = bearingOf(from.at, to.at);
    const kind = this.#looks === undefined ? 'straight' : turnKind(turnBetween(this.#looks, bearing));
    const isRamp = edge.kind === 'ramp';
    const last = this.steps.at(-1)!;
    if (kind !== 'straight' || !WALKED.has(last.kind) || isRamp !== (last.kind === 'ramp'))
      this.#turn(isRamp ? 'ramp' : kind, from);
    const step = this.steps.at(-1)!;
    step.metres += edge.metres;
    this.#looks = bearing;
  }

  #turn(kind: StepKind, node: WayNode): void {
    const before = this.steps.at(-1)!;
    if (before.kind === 'start') this.#add(kind, node);
    else if (before.to_level_id) this.#add(kind, node, { left: before });
    else this.#add(kind, node, { landmark: landmarkAt(this.#ways, node, this.#isTold(before)) });
  }

  /** The last small stretch through a door is told as the hand on which the door is. */
  #arrive(): void {
    const { nodes, edges } = this.#path;
    const last = nodes.at(-1)!;
    const step = this.steps.at(-1)!;
    const isThroughDoor = edges.at(-1)?.kind === 'door' && (step.kind === 'left' || step.kind === 'right');
    const hand = isThroughDoor ? (step.kind as 'left' | 'right') : undefined;
    if (hand && this.steps.length > 2) this.steps.pop();
    this.#add('arrive', last, { landmark: this.#goal, hand });
  }

  run(start: MapFeatureShape): Step[] {
    const { nodes, edges } = this.#path;
    this.#add('start', nodes[0]!, { landmark: start });
    for (let n = 0; n < edges.length; ) {
      if (VERTICAL[edges[n]!.kind]) n = this.#climb(n);
      else this.#stretch(n++);
    }
    this.#arrive();
    return this.steps;
  }
}

/** @param start where it begins: a QR point knows which way its reader looks */
export function stepsOf(ways: WayGraph, path: Path, ends: { start: MapFeatureShape; goal: MapFeatureShape }): Step[] {
  const facing = ends.start.properties.facing_degrees ?? undefined;
  return new Walk(ways, path, ends.goal, facing).run(ends.start);
}
