/**
 * A map's nodes and edges as a graph, made once a published version. What closes and how fast somebody walks are questions of
 * a way, not of the graph, so that a closure costs nothing to apply.
 */
import type { EdgeKind, MapFeatureShape } from '@menzhen/contract';
import createGraph, { type Graph } from 'ngraph.graph';
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
export interface WayGraph {
  graph: Graph<WayNode, WayEdge>;
  features: ReadonlyMap<string, MapFeatureShape>;
  /** Levels by their id, with their ordinal. */
  ordinals: ReadonlyMap<string, number>;
  /** Nodes by the unit they stand in. */
  nodesOfUnit: ReadonlyMap<string, readonly string[]>;
  /** Features by level, for looking around. */
  onLevel: ReadonlyMap<string, readonly MapFeatureShape[]>;
}

const groupBy = <T>(items: Iterable<T>, keyOf: (item: T) => string | null | undefined): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (!key) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

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

/** Edges that lack an end are left out; the checker names them. */
export function graphOf(all: readonly MapFeatureShape[]): WayGraph {
  const features = new Map(all.map((one) => [one.id, one]));
  const ordinals = new Map(
    all.filter((one) => one.type === 'level').map((one) => [one.id, one.properties.ordinal ?? 0]),
  );
  const graph = createGraph<WayNode, WayEdge>({ multigraph: true });
  const nodes = all.filter((one) => one.type === 'node');
  for (const feature of nodes) {
    const node = nodeOf(feature, ordinals);
    if (node) graph.addNode(feature.id, node);
  }
  const edges = all.filter((one) => one.type === 'edge');
  const ends = ({ properties: { from_node_id, to_node_id } }: MapFeatureShape) => [
    from_node_id ?? '',
    to_node_id ?? '',
  ];
  const liftNodes = new Set(edges.filter(({ properties: { kind } }) => kind === 'lift').flatMap(ends));
  for (const feature of edges) {
    const [from, to] = ends(feature).map((id) => graph.getNode(id)?.data);
    if (!from || !to || from === to) continue;
    const edge = edgeOf(feature, [from, to], features, liftNodes);
    graph.addLink(from.feature.id, to.feature.id, edge);
    if (!feature.properties.one_way) graph.addLink(to.feature.id, from.feature.id, edge);
  }
  const inUnits = groupBy(nodes, (node) => node.properties.unit_id);
  const nodesOfUnit = new Map([...inUnits].map(([unit, own]) => [unit, own.map(({ id }) => id)]));
  return { graph, features, ordinals, nodesOfUnit, onLevel: groupBy(all, (one) => one.level_id) };
}

/**
 * The nodes at which one reaches a feature: a node itself, a unit's own nodes, the node an amenity or QR point is joined to.
 * Empty: it is not joined to the ways.
 */
export function nodesOf(ways: WayGraph, feature: MapFeatureShape): readonly string[] {
  const known = (ids: readonly (string | null | undefined)[]) =>
    ids.filter((id): id is string => typeof id === 'string' && ways.graph.getNode(id) !== undefined);
  if (feature.type === 'node') return known([feature.id]);
  if (feature.type === 'unit') return known(ways.nodesOfUnit.get(feature.id) ?? []);
  const { node_id, unit_id } = feature.properties;
  const joined = known([node_id]);
  return joined.length > 0 || !unit_id ? joined : known(ways.nodesOfUnit.get(unit_id) ?? []);
}

/** Every node that can be reached from these, by the edges that `may` be used. */
export function reachableFrom(
  { graph }: WayGraph,
  starts: readonly string[],
  may: (edge: WayEdge) => boolean = () => true,
): Set<string> {
  const reached = new Set(starts.filter((id) => graph.getNode(id)));
  const open = [...reached];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    graph.forEachLinkedNode(
      id,
      ({ id: next }, { data }) => {
        if (reached.has(next as string) || !may(data)) return;
        reached.add(next as string);
        open.push(next as string);
      },
      true,
    );
  return reached;
}
