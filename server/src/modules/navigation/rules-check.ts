/** The checker: everything that is wrong with a draft, each with its place and what to do. Pure. */
import type { MapFindingView } from '@menzhen/contract';
import { graphOf, middleOf, type WayGraph } from '@menzhen/wayfinding';
import { findShapeFaults } from './rules-check-shapes.ts';
import { findLinkFaults } from './rules-check-links.ts';
import { findPlaceFaults, findReachFaults } from './rules-check-reach.ts';
import type { Feature, Place } from './tables.ts';

export type FindingCode = MapFindingView['code'];
export interface Finding {
  code: FindingCode;
  weight: 'error' | 'warning';
  features: Feature[];
  /** Fills the sentence. */
  params?: Record<string, string | number>;
  /** Where it is, when it is not simply where the feature is. */
  at?: readonly [number, number] | undefined;
}
export interface Checked {
  features: readonly Feature[];
  ways: WayGraph;
  /** Rooms and service points of the campus. */
  places: readonly Place[];
  /** QR points that hang on the walls: those of the published version. */
  hanging: readonly Feature[];
}

export function check(given: Omit<Checked, 'ways'>): Finding[] {
  const asked: Checked = { ...given, ways: graphOf(given.features) };
  const all = [
    ...findShapeFaults(asked),
    ...findLinkFaults(asked),
    ...findPlaceFaults(asked),
    ...findReachFaults(asked),
  ];
  return [...all.filter(({ weight }) => weight === 'error'), ...all.filter(({ weight }) => weight === 'warning')];
}

/** Where the editor jumps to: the finding's own spot, else the first feature that is drawn. */
export function spotOfFinding(
  { at, features }: Finding,
  ways: WayGraph,
): { level_id: string | null; at: number[] | null } {
  for (const feature of features) {
    const drawn = feature.type === 'edge' ? ways.features.get(feature.properties.from_node_id ?? '') : feature;
    const middle = at ?? (drawn && middleOf(drawn));
    const level_id = drawn?.type === 'level' ? drawn.id : (drawn?.level_id ?? null);
    if (middle) return { level_id, at: [...middle] };
  }
  return { level_id: null, at: at ? [...at] : null };
}
