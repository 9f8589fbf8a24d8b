/**
 * A map's nodes and edges as a graph, made once a published version. What closes and how fast somebody walks are questions of
 * a way, not of the graph, so that a closure costs nothing to apply.
 */
import type { EdgeKind, MapFeatureShape } from '@menzhen/contract';
import { metresBetween, middleOf, type Spot } from './geometry.ts';

export interface WayNode {
  feature: MapFeatureShape;
  at: Spot;
  level_id: string;
  ordinal: number;
}
export interface WayEdge {
  feature: MapFeatureShape;
  kind: EdgeKind;
  metres: number;
  /** Levels between its ends. */
  levels: number;
  step_free: boolean;
  /** Whatever closes it when closed: itself, what it is part of, its ends, and the units these stand in. */
  closed_by: readonly string[];
  /** Boarding or leaving a lift: half of the usual wait for one. */
  boards: boolean;
}
/** A node and where one can go from it. The search knows nodes by their number, which is quicker than by their id. */
export interface Joint {
  id: number;
  data: WayNode;
  links: Link[];
}
export interface Link {
  to: Joint;
  /** The edge's place in `edges`. */
  edge: number;
  data: WayEdge;
}
type Features = readonly MapFeatureShape[];
export interface WayGraph {
  joints: readonly Joint[];
  jointOf: ReadonlyMap<string, Joint>;
  edges: readonly WayEdge[];
  features: ReadonlyMap<string, MapFeatureShape>;
  /** Nodes by the unit they stand in. */
  nodesOfUnit: ReadonlyMap<string, readonly string[]>;
  /** Features by the room or service point they are: `room/…`. */
  ofPlace: ReadonlyMap<string, Features>;
  /** Units and amenities by category. */
  ofCategory: ReadonlyMap<string, Features>;
  /** Features by level, for looking around. */
  onLevel: ReadonlyMap<string, Features>;
}

function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string | null | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (!key) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function nodeOf(feature: MapFeatureShape, ordinals: ReadonlyMap<string, number>): WayNode | undefined {
  const at = middleOf(feature);
  const level_id = feature.level_id ?? '';
  const ordinal = ordinals.get(level_id);
  return at && ordinal !== undefined ? { feature, at, level_id, ordinal } : undefined;
}

type Known = ReadonlyMap<string, MapFeatureShape>;
/** A feature, and what it is called together with its likes on other levels. */
const withLikes = (id: string | null | undefined, known: Known) =>
  id ? [id, known.get(id)?.properties.correlation_id] : [];

/** What is closed with these features: a lift is closed on every level. */
export const closedTogether = (ids: readonly string[], { features }: Pick<WayGraph, 'features'>): Set<string> =>
  new Set(ids.flatMap((id) => withLikes(id, features)).filter((id) => typeof id === 'string'));

function edgeOf(feature: MapFeatureShape, ends: [WayNode, WayNode], known: Known, liftNodes: Set<string>): WayEdge {
  const [from, to] = ends;
  const { kind = 'corridor', via_id, step_free } = feature.properties;
  const atEnds = ends.flatMap((end) => [end.feature.id, ...withLikes(end.feature.properties.unit_id, known)]);
  const closers = [feature.id, ...withLikes(via_id, known), ...atEnds];
  const isOneInLift = liftNodes.has(from.feature.id) !== liftNodes.has(to.feature.id);
  return {
    feature,
    kind,
    metres: metresBetween(from.at, to.at),
    levels: Math.abs(to.ordinal - from.ordinal),
    step_free: step_free ?? (kind !== 'stairs' && kind !== 'escalator'),
    closed_by: closers.filter((id) => typeof id === 'string'),
    boards: kind !== 'lift' && isOneInLift,
  };
}

function jointsOf(nodes: Features, levels: Features): Joint[] {
  const ordinals = new Map(levels.map((one) => [one.id, one.properties.ordinal ?? 0]));
  const data = nodes.map((feature) => nodeOf(feature, ordinals)).filter((one) => one !== undefined);
  return data.map((one, id) => ({ id, data: one, links: [] }));
}

/** Joins the joints; edges that lack an end are left out, and the checker names them. */
function edgesBetween(jointOf: ReadonlyMap<string, Joint>, features: Features, known: Known): WayEdge[] {
  const edges: WayEdge[] = [];
  const ends = ({ properties: { from_node_id, to_node_id } }: MapFeatureShape) => [
    from_node_id ?? '',
    to_node_id ?? '',
  ];
  const liftNodes = new Set(features.filter(({ properties: { kind } }) => kind === 'lift').flatMap(ends));
  for (const feature of features) {
    const [from, to] = ends(feature).map((id) => jointOf.get(id));
    if (!from || !to || from === to) continue;
    const data = edgeOf(feature, [from.data, to.data], known, liftNodes);
    const edge = edges.push(data) - 1;
    from.links.push({ to, edge, data });
    if (!feature.properties.one_way) to.links.push({ to: from, edge, data });
  }
  return edges;
}

/** A room is itself, and every service point that serves in it. */
function placesIn(units: Features): Map<string, MapFeatureShape[]> {
  const places = new Map<string, MapFeatureShape[]>();
  for (const unit of units) {
    const { place_kind, place_id, serves = [] } = unit.properties;
    const keys = [...(place_id ? [`${place_kind}/${place_id}`] : []), ...serves.map((id) => `service_point/${id}`)];
    for (const key of keys) places.set(key, [...(places.get(key) ?? []), unit]);
  }
  return places;
}

const isThing = ({ type }: MapFeatureShape) => type === 'unit' || type === 'amenity';

export function graphOf(all: Features): WayGraph {
  const features = new Map(all.map((one) => [one.id, one]));
  const byType = groupBy(all, ({ type }) => type);
  const nodes = byType.get('node') ?? [];
  const joints = jointsOf(nodes, byType.get('level') ?? []);
  const jointOf = new Map(joints.map((joint) => [joint.data.feature.id, joint]));
  const inUnits = groupBy(nodes, (node) => node.properties.unit_id);
  return {
    joints,
    jointOf,
    edges: edgesBetween(jointOf, byType.get('edge') ?? [], features),
    features,
    nodesOfUnit: new Map([...inUnits].map(([unit, own]) => [unit, own.map(({ id }) => id)])),
    ofPlace: placesIn(byType.get('unit') ?? []),
    ofCategory: groupBy(all.filter(isThing), ({ properties }) => properties.category),
    onLevel: groupBy(all, (one) => one.level_id),
  };
}

/**
 * The nodes at which one reaches a feature: a node itself, a unit's own nodes, the node an amenity or QR point is joined to.
 * Empty: it is not joined to the ways.
 */
export function nodesOf(ways: WayGraph, feature: MapFeatureShape): readonly string[] {
  const known = (ids: readonly (string | null | undefined)[]) =>
    ids.filter((id): id is string => typeof id === 'string' && ways.jointOf.has(id));
  if (feature.type === 'node') return known([feature.id]);
  if (feature.type === 'unit') return known(ways.nodesOfUnit.get(feature.id) ?? []);
  const { node_id, unit_id } = feature.properties;
  const joined = known([node_id]);
  return joined.length > 0 || !unit_id ? joined : known(ways.nodesOfUnit.get(unit_id) ?? []);
}

/** Every node that can be reached from these, by the edges that `may` be used. */
export function reachableFrom(
  { jointOf }: WayGraph,
  starts: readonly string[],
  may: (edge: WayEdge) => boolean = () => true,
): Set<string> {
  const open = starts.map((id) => jointOf.get(id)).filter((one) => one !== undefined);
  const reached = new Set(open.map(({ data }) => data.feature.id));
  for (let joint = open.pop(); joint; joint = open.pop())
    for (const { to, data } of joint.links) {
      const { id } = to.data.feature;
      if (reached.has(id) || !may(data)) continue;
      reached.add(id);
      open.push(to);
    }
  return reached;
}
