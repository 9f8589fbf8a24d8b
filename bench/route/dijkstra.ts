/** The textbook: nearest first, until the goal. The rival of the search that looks towards it, and the judge of its answers. */
import { secondsOf, type WayGraph } from '@menzhen/wayfinding';

type Entry = [seconds: number, id: number];

/** A binary heap: the least first. */
class Heap {
  readonly #all: Entry[] = [];

  push(entry: Entry): void {
    let at = this.#all.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#all[up]![0] > entry[0]; at = up, up = (at - 1) >> 1)
      this.#all[at] = this.#all[up]!;
    this.#all[at] = entry;
  }
  pop(): Entry | undefined {
    const [least] = this.#all;
    const last = this.#all.pop();
    if (last && this.#all.length > 0) this.#sink(last);
    return least;
  }
  #sink(entry: Entry): void {
    const all = this.#all;
    let at = 0;
    for (let down = 1; down < all.length; down = 2 * at + 1) {
      if (down + 1 < all.length && all[down + 1]![0] < all[down]![0]) down += 1;
      if (all[down]![0] >= entry[0]) break;
      all[at] = all[down]!;
      at = down;
    }
    all[at] = entry;
  }
}

/** Seconds from one node to another; undefined: there is no way. */
export function dijkstra(
  ways: WayGraph,
  from: string,
  to: string,
  ask: { pace: number; step_free: boolean },
): number | undefined {
  const goal = ways.jointOf.get(to)!.id;
  const best = new Float64Array(ways.joints.length).fill(Number.POSITIVE_INFINITY);
  const open = new Heap();
  open.push([0, ways.jointOf.get(from)!.id]);
  best[ways.jointOf.get(from)!.id] = 0;
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const [seconds, id] = entry;
    if (id === goal) return seconds;
    if (seconds > best[id]!) continue;
    for (const { to: next, data } of ways.joints[id]!.links) {
      if (ask.step_free && !data.step_free) continue;
      const there = seconds + secondsOf(data, ask.pace);
      if (there >= best[next.id]!) continue;
      best[next.id] = there;
      open.push([there, next.id]);
    }
  }
  return undefined;
}
