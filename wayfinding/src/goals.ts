/** Where somebody wants to go, as features of the map. */
import type { AmenityCategory, MapFeatureShape } from '@menzhen/contract';
import { nodesOf, type WayGraph } from './graph.ts';

export type Goal =
  | { to: 'room' | 'service_point'; id: string }
  | { to: 'feature'; id: string }
  | { to: 'nearest'; category: AmenityCategory };

/** Units are told apart from amenities only by their shape: a toilet may be drawn as either. */
const isOf = ({ type, properties: { category = '' } }: MapFeatureShape, wanted: string): boolean =>
  (type === 'amenity' || type === 'unit') && (category === wanted || category.startsWith(`${wanted}.`));

function featuresOf({ features }: WayGraph, goal: Goal): MapFeatureShape[] {
  if (goal.to === 'feature') return [features.get(goal.id)].filter((one) => one !== undefined);
  const all = [...features.values()];
  if (goal.to === 'nearest') return all.filter((one) => isOf(one, goal.category));
  return all.filter(({ properties: { place_kind, place_id } }) => place_kind === goal.to && place_id === goal.id);
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
