/** Where somebody wants to go, as features of the map. */
import type { AmenityCategory, MapFeatureShape } from '@menzhen/contract';
import { nodesOf, type WayGraph } from './graph.ts';

export type Goal =
  | { to: 'room' | 'service_point'; id: string }
  | { to: 'feature'; id: string }
  | { to: 'nearest'; category: AmenityCategory };

function featuresOf({ features, ofPlace, ofCategory }: WayGraph, goal: Goal): readonly MapFeatureShape[] {
  if (goal.to === 'feature') return [features.get(goal.id)].filter((one) => one !== undefined);
  if (goal.to !== 'nearest') return ofPlace.get(`${goal.to}/${goal.id}`) ?? [];
  // an accessible toilet is a toilet
  const kinds = [...ofCategory.keys()].filter((kind) => kind === goal.category || kind.startsWith(`${goal.category}.`));
  return kinds.flatMap((kind) => ofCategory.get(kind)!);
}

export interface Candidates {
  nodes: string[];
  /** Whose node it is. */
  featureOf: ReadonlyMap<string, MapFeatureShape>;
}

/** The nodes at which the goal is reached; none: the map does not have it, or not joined. */
export function candidatesOf(ways: WayGraph, goal: Goal): Candidates {
  const featureOf = new Map<string, MapFeatureShape>();
  for (const feature of featuresOf(ways, goal))
    for (const node of nodesOf(ways, feature)) if (!featureOf.has(node)) featureOf.set(node, feature);
  return { nodes: [...featureOf.keys()], featureOf };
}
