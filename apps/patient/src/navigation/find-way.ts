import type { PublishedMapView, WayView } from '@menzhen/contract';
import { findWay as find, type Goal, graphOf, type NoWay, type WayGraph } from '@menzhen/wayfinding';
import type { MapLanguage } from '../../../../ui/src/navigation/index.ts';

export type { Goal };

export interface Asked {
  /** The feature one stands at. */
  from: string;
  goal: Goal;
  step_free: boolean;
  slow: boolean;
}
export type Found = { way: WayView } | { barrier: NoWay };

/** The graph is made once a map: closures and pace are questions of a way, not of the graph. */
let known: { features: PublishedMapView['features']; graph: WayGraph } | null = null;
function graphFor({ features }: PublishedMapView): WayGraph {
  if (known?.features !== features) known = { features, graph: graphOf(features) };
  return known.graph;
}

/** The way on the map as it was read last; needs no network. */
export function findWay(map: PublishedMapView, asked: Asked, locale: MapLanguage): Found {
  const { way, problem } = find(graphFor(map), {
    map: { id: map.id, number: map.number },
    from: asked.from,
    goal: asked.goal,
    pace: asked.slow ? map.slow_pace : map.pace,
    step_free: asked.step_free,
    closed: map.closures.map((one) => one.feature_id),
    locale,
  });
  return way ? { way } : { barrier: problem ?? 'no_way' };
}
