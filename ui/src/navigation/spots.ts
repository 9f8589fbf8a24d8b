/** Plane geometry of one floor. Pure: the phone, the mini program and the console all reckon with it. */

/** A place on a floor in metres: x to the right, y down, as on the plan. */
export type Spot = readonly [x: number, y: number];

/** A rectangle in metres. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const distance = ([ax, ay]: Spot, [bx, by]: Spot): number => Math.hypot(bx - ax, by - ay);

/** The smallest box around spots, `margin_m` wider on each side; null when there is none. */
export function boxOf(spots: readonly Spot[], margin_m = 0): Box | null {
  if (spots.length === 0) return null;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of spots) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return {
    x: left - margin_m,
    y: top - margin_m,
    width: right - left + 2 * margin_m,
    height: bottom - top + 2 * margin_m,
  };
}

/** Whether a spot lies within a ring (even-odd rule; the edge may fall on either side). */
export function isInside([x, y]: Spot, ring: readonly Spot[]): boolean {
  let inside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at, at += 1) {
    const [ax, ay] = ring[at]!;
    const [bx, by] = ring[before]!;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The spot of the segment a–b nearest to `spot`. */
export function nearestOn([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): Spot {
  const [dx, dy] = [bx - ax, by - ay];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2));
  return [ax + share * dx, ay + share * dy];
}

/** The middle of the widest level run through a ring at height y: where a line of words has most room. */
function runAt(ring: readonly Spot[], y: number): { x: number; width: number } | null {
  const crossings: number[] = [];
  for (const [at, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring[(at + 1) % ring.length]!;
    if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  }
  crossings.sort((a, b) => a - b);
  let best: { x: number; width: number } | null = null;
  for (let at = 0; at + 1 < crossings.length; at += 2) {
    const width = crossings[at + 1]! - crossings[at]!;
    if (!best || width > best.width) best = { x: crossings[at]! + width / 2, width };
  }
  return best;
}

/** Where a name fits best in a ring, and how wide it may be there, in metres. */
export function roomForName(ring: readonly Spot[]): { at: Spot; width_m: number; height_m: number } | null {
  const box = boxOf(ring);
  if (!box) return null;
  const heights = [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => box.y + share * box.height);
  let best: { at: Spot; width_m: number; height_m: number } | null = null;
  for (const y of heights) {
    const run = runAt(ring, y);
    // the middle is kept unless another height has clearly more room
    if (run && (!best || run.width > best.width_m * 1.3))
      best = { at: [run.x, y], width_m: run.width, height_m: box.height };
  }
  return best;
}

/** A ring's area in square metres. */
export function areaOf(ring: readonly Spot[]): number {
  let twice = 0;
  for (const [at, [ax, ay]] of ring.entries()) {
    const [bx, by] = ring[(at + 1) % ring.length]!;
    twice += ax * by - bx * ay;
  }
  return Math.abs(twice) / 2;
}
