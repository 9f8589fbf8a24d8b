/** What is drawn wrongly: open and crossing outlines, things outside their floor, rooms over one another. */
import {
  doubleArea,
  isWithin,
  middleOf,
  overlapOf,
  type Ring,
  ringsOf,
  selfCrossingOf,
  spotsOf,
} from '@menzhen/wayfinding';
import type { Checked, Finding } from './rules-check.ts';
import { isRightShape } from './rules.ts';
import type { Feature } from './tables.ts';

const SMALLEST_SQUARE_METRES = 0.05;
/** A wall on the outline may be drawn a hand's breadth outside it. */
const SLACK_METRES = 0.15;
const ON_A_LEVEL = new Set<Feature['type']>(['unit', 'opening', 'amenity', 'node', 'qr_point']);
/** Corridors and halls are drawn under the rooms that stand in them. */
const GROUND = new Set(['walkway', 'lobby', 'opentobelow', 'unspecified', 'nonpublic']);

const isClosedRing = (ring: Ring): boolean => {
  const [first, last] = [ring[0], ring.at(-1)];
  return first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
};

function faultOfRing(feature: Feature, ring: Ring): Finding | undefined {
  const error = (code: Finding['code'], at?: Finding['at']): Finding => ({
    code,
    weight: 'error',
    features: [feature],
    at,
  });
  if (!isClosedRing(ring)) return error('ring_open', ring[0]);
  const crossing = selfCrossingOf(ring);
  if (crossing) return error('self_crossing', crossing);
  return Math.abs(doubleArea(ring)) / 2 < SMALLEST_SQUARE_METRES ? error('geometry_wrong', ring[0]) : undefined;
}

function* outlineFaults(features: readonly Feature[]): Generator<Finding> {
  for (const feature of features) {
    if (!isRightShape(feature)) {
      yield { code: 'geometry_wrong', weight: 'error', features: [feature] };
      continue;
    }
    for (const ring of ringsOf(feature.geometry)) {
      const fault = faultOfRing(feature, ring);
      if (fault) yield fault;
    }
  }
}

function* levelFaults({ features, ways }: Checked): Generator<Finding> {
  for (const feature of features) {
    if (!ON_A_LEVEL.has(feature.type)) continue;
    const level = ways.features.get(feature.level_id ?? '');
    if (level?.type !== 'level') {
      yield { code: 'no_level', weight: 'error', features: [feature] };
      continue;
    }
    const rings = ringsOf(level.geometry);
    const outside = spotsOf(feature.geometry).find((spot) => !isWithin(spot, rings, SLACK_METRES));
    if (outside) yield { code: 'outside_level', weight: 'error', features: [feature, level], at: outside };
  }
}

function* orderFaults(features: readonly Feature[]): Generator<Finding> {
  const seen = new Map<string, Feature>();
  for (const level of features.filter(({ type }) => type === 'level')) {
    const { building_id, ordinal } = level.properties;
    const key = `${building_id ?? ''}/${ordinal}`;
    const other = seen.get(key);
    if (ordinal === undefined || other)
      yield { code: 'level_order', weight: 'error', features: other ? [level, other] : [level] };
    seen.set(key, level);
  }
}

interface Boxed {
  feature: Feature;
  rings: Ring[];
  box: [left: number, top: number, right: number, bottom: number];
}
function boxed(feature: Feature): Boxed {
  const rings = ringsOf(feature.geometry);
  const [xs, ys] = [0, 1].map((n) => (rings[0] ?? []).map((spot) => spot[n as 0 | 1]));
  return { feature, rings, box: [Math.min(...xs!), Math.min(...ys!), Math.max(...xs!), Math.max(...ys!)] };
}
const mayTouch = ({ box: a }: Boxed, { box: b }: Boxed) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function* overlaps(features: readonly Feature[]): Generator<Finding> {
  const levels = Map.groupBy(
    features.filter((one) => one.type === 'unit' && one.geometry && !GROUND.has(one.properties.category ?? '')),
    ({ level_id }) => level_id,
  );
  for (const units of levels.values()) {
    const all = units.map(boxed).sort((a, b) => a.box[0] - b.box[0]);
    for (const [n, one] of all.entries())
      for (const other of all.slice(n + 1)) {
        if (other.box[0] >= one.box[2]) break;
        const at = mayTouch(one, other) ? overlapOf(one.rings, other.rings) : undefined;
        if (at) yield { code: 'units_overlap', weight: 'warning', features: [one.feature, other.feature], at };
      }
  }
}

const needsName = ({ type, properties: { category, place_id } }: Feature): boolean =>
  type === 'level' ||
  type === 'qr_point' ||
  (type === 'unit' && Boolean(place_id)) ||
  (type === 'amenity' && category === 'entry');

export function findShapeFaults(asked: Checked): Finding[] {
  const { features } = asked;
  const nameless = features.filter((one) => needsName(one) && !one.properties.name);
  return [
    ...outlineFaults(features),
    ...levelFaults(asked),
    ...orderFaults(features),
    ...nameless.map((one): Finding => ({ code: 'name_missing', weight: 'error', features: [one], at: middleOf(one) })),
    ...overlaps(features),
  ];
}
