/** What a draft may hold and in which state it is. */
import type { FeatureType, HospitalMapView } from '@menzhen/contract';
import type { Feature, FeatureStone, MapRow } from './tables.ts';

/** Features of one map: a building of 20 floors and 10,000 nodes has some 25,000. */
export const MOST_FEATURES = 40_000;

/** The shape each type is drawn as; an edge has none, it joins two nodes. */
const shapeOf: Record<FeatureType, readonly (string | null)[]> = {
  building: ['Polygon', null],
  level: ['Polygon'],
  unit: ['Polygon'],
  opening: ['LineString'],
  amenity: ['Point'],
  node: ['Point'],
  edge: [null],
  qr_point: ['Point'],
};
export const isRightShape = ({ type, geometry }: Feature): boolean => shapeOf[type].includes(geometry?.type ?? null);
export const shapeWords = (type: FeatureType): string => shapeOf[type].map((shape) => shape ?? 'null').join(' / ');

const millimetres = (metres: number): number => Math.round(metres * 1000) / 1000;
const rounded = <T>(coordinates: T): T =>
  (typeof coordinates === 'number'
    ? millimetres(coordinates)
    : (coordinates as unknown[]).map((part) => rounded(part))) as T;

/** Names trimmed, coordinates to the millimetre, nothing that is left out kept as undefined. */
export function tidied(feature: Feature): Feature {
  // where service points serve is known by the queue, not drawn
  const { serves: _serves, ...drawn } = feature.properties;
  const properties = Object.entries(drawn).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.normalize('NFC').trim() : value,
  ]);
  return {
    id: feature.id.toLowerCase(),
    type: feature.type,
    level_id: feature.level_id ?? null,
    geometry:
      feature.geometry &&
      ({ ...feature.geometry, coordinates: rounded(feature.geometry.coordinates) } as Feature['geometry']),
    properties: Object.fromEntries(properties) as Feature['properties'],
  };
}

/** The features that somebody else changed or removed since `seen`: they may not be written over. */
export const changedSince = (stones: readonly FeatureStone[], seen: number): FeatureStone[] =>
  stones.filter(({ revision }) => revision > seen);

/** Published: the draft is what patients see; checked: it could be. */
export function stateOf(
  map: Pick<MapRow, 'revision' | 'checked_revision' | 'published_revision'>,
): HospitalMapView['state'] {
  if (map.published_revision === map.revision) return 'published';
  return map.checked_revision === map.revision ? 'checked' : 'draft';
}

/** What closed until a time is open again after it. */
export const isClosedAt = ({ until }: { until: Temporal.Instant | null }, now: Temporal.Instant): boolean =>
  until === null || Temporal.Instant.compare(until, now) > 0;
