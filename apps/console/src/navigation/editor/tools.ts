/** What a press on the plan does, by the tool in hand. Pure: the same for mouse, finger and keys. */
import type { AmenityCategory, UnitCategory } from '@menzhen/contract';
import { areaOf, distance, type Spot } from '@menzhen/ui/navigation';
import type { Change, Feature, Features } from './edits.ts';
import {
  isJoined,
  nearestNode,
  newAmenity,
  newEdge,
  newNode,
  newOpening,
  newQrPoint,
  newUnit,
  rectangle,
} from './shapes.ts';

export const tools = ['choose', 'room', 'outline', 'door', 'way', 'amenity', 'code'] as const;
export type Tool = (typeof tools)[number];

/** What has been begun and not finished: corners put so far, and the node a way goes on from. */
export interface Begun {
  spots: readonly Spot[];
  from_id: string | null;
}
export const nothingBegun: Begun = { spots: [], from_id: null };

export interface Hand {
  tool: Tool;
  features: Features;
  level_id: string;
  begun: Begun;
  unit_category: UnitCategory;
  amenity_category: AmenityCategory;
  /** Name of a new QR point until it gets a better one. */
  code_name: string;
  /** How near counts as the same, in metres: a finger's width on the screen. */
  reach_m: number;
}
export interface Outcome {
  begun: Begun;
  change?: Change;
  /** The feature to choose; null chooses none, undefined leaves the choice. */
  chosen?: string | null;
}

const LEAST_AREA_M2 = 0.1;
const put = (...features: Feature[]): Change => ({ put: features, remove: [] });
const made = (feature: Feature): Outcome => ({ begun: nothingBegun, change: put(feature), chosen: feature.id });

function area(hand: Hand, ring: readonly Spot[]): Outcome {
  if (areaOf(ring) < LEAST_AREA_M2) return { begun: nothingBegun };
  return made(newUnit(hand.level_id, ring, hand.unit_category));
}

function outline(hand: Hand, at: Spot): Outcome {
  const { spots } = hand.begun;
  if (spots.length >= 3 && distance(spots[0]!, at) <= hand.reach_m) return area(hand, spots);
  return { begun: { spots: [...spots, at], from_id: null } };
}

/** Nodes and the ways between them in one go: each press goes on from the last, onto a node or onto bare floor. */
function way(hand: Hand, at: Spot): Outcome {
  const { features, level_id, begun, reach_m } = hand;
  const there = nearestNode(features, level_id, at, reach_m);
  const node = there ?? newNode(features, level_id, at);
  const from = begun.from_id ? features.get(begun.from_id) : undefined;
  const joins = from && from.id !== node.id && !isJoined(features, from.id, node.id);
  const change = put(...(there ? [] : [node]), ...(joins ? [newEdge(features, from, node)] : []));
  return { begun: { spots: [], from_id: node.id }, change, chosen: node.id };
}

/** @param picked what lies under the spot */
export function pressed(hand: Hand, at: Spot, picked: string | null): Outcome {
  const { tool, begun, features, level_id } = hand;
  const first = begun.spots[0];
  switch (tool) {
    case 'choose':
      return { begun: nothingBegun, chosen: picked };
    case 'room':
      return first ? area(hand, rectangle(first, at)) : { begun: { spots: [at], from_id: null } };
    case 'outline':
      return outline(hand, at);
    case 'door':
      if (!first) return { begun: { spots: [at], from_id: null } };
      return distance(first, at) < 0.2 ? { begun: nothingBegun } : made(newOpening(level_id, first, at));
    case 'way':
      return way(hand, at);
    case 'amenity':
      return made(newAmenity(features, level_id, at, hand.amenity_category));
    case 'code':
      return made(newQrPoint(features, level_id, at, hand.code_name));
  }
}

/** Enter or a double press ends an outline that has corners enough. */
export function finished(hand: Hand): Outcome {
  const { spots } = hand.begun;
  return hand.tool === 'outline' && spots.length >= 3 ? area(hand, spots) : { begun: nothingBegun };
}
