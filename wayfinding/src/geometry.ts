/** Plane geometry of a floor, in metres: x to the right, y downwards. Degrees: 0 is up on the plan, clockwise. */
import type { MapFeatureShape, MapGeometryShape } from '@menzhen/contract';

export type Spot = readonly [x: number, y: number];
export type Ring = readonly Spot[];

export const spotOf = (point: readonly number[]): Spot => [point[0] ?? 0, point[1] ?? 0];
export const metresBetween = (a: Spot, b: Spot): number => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** Where one looks when going from a to b. */
export const bearingOf = (a: Spot, b: Spot): number =>
  ((Math.atan2(b[0] - a[0], a[1] - b[1]) * 180) / Math.PI + 360) % 360;

/** From one bearing to another: -180 to 180, positive to the right. */
export const turnBetween = (from: number, to: number): number => ((to - from + 540) % 360) - 180;

export function ringsOf(geometry: MapGeometryShape | null): Ring[] {
  return geometry?.type === 'Polygon' ? geometry.coordinates.map((ring) => ring.map(spotOf)) : [];
}

/** All points of a geometry, in their order. */
export function spotsOf(geometry: MapGeometryShape | null): Spot[] {
  if (!geometry) return [];
  if (geometry.type === 'Point') return [spotOf(geometry.coordinates)];
  if (geometry.type === 'LineString') return geometry.coordinates.map(spotOf);
  return geometry.coordinates.flatMap((ring) => ring.map(spotOf));
}

/** Twice the signed area. */
export const doubleArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = ring[(n + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

function middleOfRing(ring: Ring): Spot {
  const area = doubleArea(ring);
  if (Math.abs(area) < 1e-9) return ring[0] ?? [0, 0];
  let [x, y] = [0, 0];
  ring.forEach((a, n) => {
    const b = ring[(n + 1) % ring.length]!;
    const cross = a[0] * b[1] - b[0] * a[1];
    x += (a[0] + b[0]) * cross;
    y += (a[1] + b[1]) * cross;
  });
  return [x / (3 * area), y / (3 * area)];
}

/** A point's place, a line's middle point, a polygon's centre of area. */
export function middleOf({ geometry }: Pick<MapFeatureShape, 'geometry'>): Spot | undefined {
  if (!geometry) return undefined;
  if (geometry.type === 'Polygon') return middleOfRing(ringsOf(geometry)[0] ?? []);
  const spots = spotsOf(geometry);
  return spots[spots.length >> 1];
}

/** How far a spot is from a stretch between two others. */
export function metresToStretch(spot: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((spot[0] - a[0]) * dx + (spot[1] - a[1]) * dy) / length;
  const at = Math.min(1, Math.max(0, share));
  return metresBetween(spot, [a[0] + at * dx, a[1] + at * dy]);
}

const stretches = (ring: Ring): [Spot, Spot][] => ring.slice(1).map((spot, n) => [ring[n]!, spot]);

function isInRing([x, y]: Spot, ring: Ring): boolean {
  let inside = false;
  for (const [a, b] of stretches(ring))
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  return inside;
}

/** Inside the outer ring and in none of the holes, or within `slack_m` of a wall. */
export function isWithin(spot: Spot, rings: readonly Ring[], slack_m = 0): boolean {
  const [outer, ...holes] = rings;
  if (!outer) return false;
  if (isInRing(spot, outer) && !holes.some((hole) => isInRing(spot, hole))) return true;
  return slack_m > 0 && rings.some((ring) => stretches(ring).some(([a, b]) => metresToStretch(spot, a, b) <= slack_m));
}

const side = (a: Spot, b: Spot, c: Spot): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
const TOUCH = 1e-6;

/** Where two stretches truly cross; touching at an end or lying on one another is not crossing. */
export function crossingOf(a: Spot, b: Spot, c: Spot, d: Spot): Spot | undefined {
  const [atC, atD, atA, atB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  const isApart = (one: number, two: number) => (one > TOUCH && two < -TOUCH) || (one < -TOUCH && two > TOUCH);
  if (!isApart(atC, atD) || !isApart(atA, atB)) return undefined;
  const share = atA / (atA - atB);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
}

/** Where a ring crosses itself, or comes back to one of its own corners. */
export function selfCrossingOf(ring: Ring): Spot | undefined {
  const seen = new Set<string>();
  for (const spot of ring.slice(0, -1)) {
    const key = spot.map((metres) => metres.toFixed(4)).join();
    if (seen.has(key)) return spot;
    seen.add(key);
  }
  const all = stretches(ring);
  for (let n = 0; n < all.length; n += 1)
    for (let m = n + 1; m < all.length; m += 1) {
      const crossing = crossingOf(...all[n]!, ...all[m]!);
      if (crossing) return crossing;
    }
  return undefined;
}

/** Where the walls of two areas cross. */
export function overlapOf(one: readonly Ring[], other: readonly Ring[]): Spot | undefined {
  for (const [a, b] of one.flatMap(stretches))
    for (const [c, d] of other.flatMap(stretches)) {
      const crossing = crossingOf(a, b, c, d);
      if (crossing) return crossing;
    }
  return undefined;
}
