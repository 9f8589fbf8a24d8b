// How well a question tells the leading departments apart. Pure.
import type { Routing, RoutingWeights } from './types.ts';

/** A difference of so many points of weight decides. */
const DECIDES = 3;

/** 0 … 1: how far the answers move the first department against the second, the less the surer the routing is already. */
export function separation(concepts: readonly string[], routing: Routing, weights: RoutingWeights): number {
  const [first, second] = routing.ranked;
  if (!first || !second || (!routing.abstain && routing.confidence > 0.8)) return 0;
  const differences = concepts.map((concept) => {
    const by = weights[concept] ?? {};
    return Math.abs((by[first.department] ?? 0) - (by[second.department] ?? 0));
  });
  return Math.min(1, Math.max(0, ...differences) / DECIDES) * (1 - routing.confidence);
}
