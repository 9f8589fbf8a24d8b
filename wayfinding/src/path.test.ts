import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphOf, type WayGraph } from './graph.ts';
import { isPassable, pathFinder, type Walking } from './path.ts';
import { secondsOf } from './costs.ts';
import { Sketch } from './testing/draw.ts';

const LEVELS = ['1F', '2F', '3F'];
const KINDS = ['corridor', 'door', 'ramp'] as const;
const CLIMBS = ['stairs', 'lift', 'escalator', 'ramp'] as const;

interface Drawn {
  at: [number, number];
  level: number;
}
interface Joined {
  from: number;
  to: number;
  kind: number;
  one_way: boolean;
  seconds: number | null;
}
const map = fc.record({
  nodes: fc.array(fc.record<Drawn>({ at: fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 40 })), level: fc.nat(2) }), { minLength: 2, maxLength: 14 }),
  edges: fc.array(
    fc.record<Joined>({ from: fc.nat(13), to: fc.nat(13), kind: fc.nat(3), one_way: fc.boolean(), seconds: fc.option(fc.nat(90), { freq: 4 }) }),
    { maxLength: 40 },
  ),
  pace: fc.constantFrom(0.8, 1.2),
  step_free: fc.boolean(),
}); // biome-ignore format: one map

function drawn({ nodes, edges }: { nodes: Drawn[]; edges: Joined[] }): WayGraph {
  const sketch = new Sketch();
  for (const [ordinal, level] of LEVELS.entries()) sketch.level(level, ordinal);
  for (const [n, { at, level }] of nodes.entries()) sketch.node(`n${n}`, LEVELS[level]!, at);
  for (const { from, to, kind, one_way, seconds } of edges) {
    const ends = [nodes[from % nodes.length]!, nodes[to % nodes.length]!];
    const kinds = ends[0]!.level === ends[1]!.level ? KINDS : CLIMBS;
    sketch.edge(`n${from % nodes.length}`, `n${to % nodes.length}`, {
      kind: kinds[kind % kinds.length]!,
      one_way,
      seconds,
    });
  }
  return graphOf(sketch.features);
}

/** Every edge looked at as often as there are nodes: slow and surely right. */
function quickestOf({ joints }: WayGraph, walking: Walking): number {
  const best = joints.map((_, n) => (n === 0 ? 0 : Number.POSITIVE_INFINITY));
  for (const _ of joints)
    for (const { id, links } of joints)
      for (const { to, data } of links)
        if (isPassable(data, walking)) best[to.id] = Math.min(best[to.id]!, best[id]! + secondsOf(data, walking.pace));
  return best[1]!;
}

test('no way is quicker than the one that is found, on any map', () => {
  fc.assert(
    fc.property(map, (given) => {
      const ways = drawn(given);
      const walking = { pace: given.pace, step_free: given.step_free, closed: new Set<string>() };
      const found = pathFinder(ways, walking).find('n0', 'n1');
      const right = quickestOf(ways, walking);
      if (!found) expect(right).toBe(Number.POSITIVE_INFINITY);
      else expect(found.seconds).toBeCloseTo(right, 6);
    }),
    { seed: 31, numRuns: 400 },
  );
});
