/** New features, and changing where they stand. Pure; positions in metres. */
import type { AmenityCategory, EdgeKind, UnitCategory } from '@menzhen/contract';
import { areaOf, distance, isInside, nearestOn, type Spot, spotsOf } from '@menzhen/ui/navigation';
import type { Feature, Features } from './edits.ts';

/** A UUID; `crypto.randomUUID` exists only on https and localhost. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 15) | 64;
  bytes[8] = (bytes[8]! & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const round = (metres: number): number => Math.round(metres * 100) / 100;
const point = ([x, y]: Spot): number[] => [round(x), round(y)];
export const polygon = (ring: readonly Spot[]): Feature['geometry'] => ({
  type: 'Polygon',
  coordinates: [[...ring, ring[0]!].map(point)],
});
export const rectangle = ([ax, ay]: Spot, [bx, by]: Spot): Spot[] => [
  [Math.min(ax, bx), Math.min(ay, by)],
  [Math.max(ax, bx), Math.min(ay, by)],
  [Math.max(ax, bx), Math.max(ay, by)],
  [Math.min(ax, bx), Math.max(ay, by)],
];
const pointAt = (at: Spot): Feature['geometry'] => ({ type: 'Point', coordinates: point(at) });

/** The smallest unit of a floor around a spot. */
export function unitAt(features: Features, level_id: string, at: Spot): Feature | undefined {
  let smallest: { unit: Feature; area: number } | undefined;
  for (const one of features.values()) {
    if (one.type !== 'unit' || one.level_id !== level_id) continue;
    const ring = spotsOf(one);
    if (!isInside(at, ring)) continue;
    const area = areaOf(ring);
    if (!smallest || area < smallest.area) smallest = { unit: one, area };
  }
  return smallest?.unit;
}

/** The node of a floor nearest to a spot, within `reach_m`. */
export function nearestNode(features: Features, level_id: string, at: Spot, reach_m = Infinity): Feature | undefined {
  let nearest: { node: Feature; metres: number } | undefined;
  for (const one of features.values()) {
    if (one.type !== 'node' || one.level_id !== level_id || !one.geometry) continue;
    const metres = distance(spotsOf(one)[0]!, at);
    if (metres <= reach_m && (!nearest || metres < nearest.metres)) nearest = { node: one, metres };
  }
  return nearest?.node;
}

export const newUnit = (level_id: string, ring: readonly Spot[], category: UnitCategory): Feature => ({
  id: newId(),
  type: 'unit',
  level_id,
  geometry: polygon(ring),
  properties: { category },
});

/** A door: its two ends, laid onto the nearest wall when one is near. */
export const newOpening = (level_id: string, from: Spot, to: Spot): Feature => ({
  id: newId(),
  type: 'opening',
  level_id,
  geometry: { type: 'LineString', coordinates: [point(from), point(to)] },
  properties: { category: 'pedestrian' },
});

export const newNode = (features: Features, level_id: string, at: Spot): Feature => ({
  id: newId(),
  type: 'node',
  level_id,
  geometry: pointAt(at),
  properties: { unit_id: unitAt(features, level_id, at)?.id ?? null },
});

const NEAR_M = 25;
function newJoined(features: Features, level_id: string, at: Spot): Feature['properties'] {
  return { node_id: nearestNode(features, level_id, at, NEAR_M)?.id ?? null };
}
export const newQrPoint = (features: Features, level_id: string, at: Spot, name: string): Feature => ({
  id: newId(),
  type: 'qr_point',
  level_id,
  geometry: pointAt(at),
  properties: { name, facing_degrees: 0, ...newJoined(features, level_id, at) },
});
export const newAmenity = (features: Features, level_id: string, at: Spot, category: AmenityCategory): Feature => ({
  id: newId(),
  type: 'amenity',
  level_id,
  geometry: pointAt(at),
  properties: { category, unit_id: unitAt(features, level_id, at)?.id ?? null, ...newJoined(features, level_id, at) },
});

const KIND_OF_UNIT: Record<string, EdgeKind> = {
  elevator: 'lift',
  stairs: 'stairs',
  escalator: 'escalator',
  ramp: 'ramp',
};
const unitOfNode = (features: Features, node: Feature): Feature | undefined =>
  features.get(node.properties.unit_id ?? '');

/** What kind of way joins two nodes, as far as where they stand tells: between floors by what they stand in. */
export function kindBetween(features: Features, from: Feature, to: Feature): EdgeKind {
  const kinds = [from, to].map((node) => KIND_OF_UNIT[unitOfNode(features, node)?.properties.category ?? '']);
  if (from.level_id !== to.level_id) return kinds[0] ?? kinds[1] ?? 'stairs';
  if (kinds[0] === 'ramp' && kinds[1] === 'ramp') return 'ramp';
  return from.properties.unit_id !== to.properties.unit_id ? 'door' : 'corridor';
}

export function newEdge(
  features: Features,
  from: Feature,
  to: Feature,
  kind = kindBetween(features, from, to),
): Feature {
  const isBetween = from.level_id !== to.level_id || kind === 'ramp';
  return {
    id: newId(),
    type: 'edge',
    level_id: null,
    geometry: null,
    properties: {
      from_node_id: from.id,
      to_node_id: to.id,
      kind,
      via_id: isBetween ? (from.properties.unit_id ?? to.properties.unit_id ?? null) : null,
      step_free: kind !== 'stairs' && kind !== 'escalator',
      one_way: kind === 'escalator',
    },
  };
}

export const isJoined = (features: Features, one: string, other: string): boolean =>
  [...features.values()].some(
    ({ type, properties: { from_node_id: from, to_node_id: to } }) =>
      type === 'edge' && ((from === one && to === other) || (from === other && to === one)),
  );

/** Every position of a feature put through `move`. */
export function withSpots(feature: Feature, move: (at: Spot, index: number) => Spot): Feature {
  const { geometry } = feature;
  if (!geometry) return feature;
  const moved = (at: number[], index: number) => point(move(at as unknown as Spot, index));
  if (geometry.type === 'Point')
    return { ...feature, geometry: { type: 'Point', coordinates: moved(geometry.coordinates, 0) } };
  if (geometry.type === 'LineString')
    return { ...feature, geometry: { type: 'LineString', coordinates: geometry.coordinates.map(moved) } };
  // a ring's last position is its first again
  const coordinates = geometry.coordinates.map((ring) => ring.map((at, index) => moved(at, index % (ring.length - 1))));
  return { ...feature, geometry: { type: 'Polygon', coordinates } };
}
export const movedBy = (feature: Feature, [dx, dy]: Spot): Feature => withSpots(feature, ([x, y]) => [x + dx, y + dy]);

/** One corner put elsewhere; of a polygon, a corner of its outer ring. */
export function withCorner(feature: Feature, corner: number, to: Spot): Feature {
  if (feature.geometry?.type !== 'Polygon') return withSpots(feature, (at, index) => (index === corner ? to : at));
  const ring = spotsOf(feature).map((at, index) => (index === corner ? to : at));
  return withRing(feature, ring);
}
export function withRing(feature: Feature, ring: readonly Spot[]): Feature {
  const holes = feature.geometry?.type === 'Polygon' ? feature.geometry.coordinates.slice(1) : [];
  return { ...feature, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!].map(point), ...holes] } };
}
/** A new corner in the middle of the wall that follows `corner`. */
export function withNewCorner(feature: Feature, corner: number): Feature {
  const ring = spotsOf(feature);
  const [[ax, ay], [bx, by]] = [ring[corner]!, ring[(corner + 1) % ring.length]!];
  return withRing(feature, [...ring.slice(0, corner + 1), [(ax + bx) / 2, (ay + by) / 2], ...ring.slice(corner + 1)]);
}
/** The polygon without a corner; a triangle keeps its three. */
export function withoutCorner(feature: Feature, corner: number): Feature {
  const ring = spotsOf(feature);
  return ring.length <= 3
    ? feature
    : withRing(
        feature,
        ring.filter((_, index) => index !== corner),
      );
}

/** A node that was moved belongs to where it stands now; edges need nothing, they follow their nodes. */
export function settled(features: Features, feature: Feature): Feature {
  if (feature.type !== 'node' || !feature.geometry || !feature.level_id) return feature;
  const unit_id = unitAt(features, feature.level_id, spotsOf(feature)[0]!)?.id ?? null;
  return { ...feature, properties: { ...feature.properties, unit_id } };
}

/** The spot that was meant: a corner or wall of the floor within `reach_m`, else the nearest tenth of a metre. */
export function snapped(features: Features, level_id: string, at: Spot, reach_m: number, walls = false): Spot {
  let best: { at: Spot; metres: number } | undefined;
  const offer = (spot: Spot, metres: number) => {
    if (metres <= reach_m && (!best || metres < best.metres)) best = { at: spot, metres };
  };
  for (const one of features.values()) {
    if (one.geometry?.type !== 'Polygon' || (one.level_id !== level_id && one.id !== level_id)) continue;
    const ring = spotsOf(one);
    ring.forEach((corner, index) => {
      // a corner is meant rather than the wall it ends
      offer(corner, distance(corner, at) * 0.7);
      if (!walls) return;
      const on = nearestOn(at, corner, ring[(index + 1) % ring.length]!);
      offer(on, distance(on, at));
    });
  }
  return best?.at ?? [Math.round(at[0] * 10) / 10, Math.round(at[1] * 10) / 10];
}

/** A floor, with an outline of its own. */
export function newLevel(
  features: Features,
  named: { name: string; name_en: string; short_name: string; ordinal: number },
  size: Spot,
): Feature {
  const building = [...features.values()].find((one) => one.type === 'building');
  return {
    id: newId(),
    type: 'level',
    geometry: polygon(rectangle([0, 0], size)),
    properties: { ...named, building_id: building?.id ?? null },
  };
}
