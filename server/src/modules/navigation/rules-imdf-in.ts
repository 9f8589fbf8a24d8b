/** Features of IMDF or GeoJSON files as features of ours, and what had to be left out, each with its reason. Pure. */
import { featureTypes, MapFeature, type MapGeometryShape } from '@menzhen/contract';
import { Value } from 'typebox/value';
import { isAmenityCategory, isUnitCategory, ourKeys } from './rules-imdf.ts';
import type { Projection } from './rules-projection.ts';
import { isRightShape, tidied } from './rules.ts';
import type { Feature } from './tables.ts';

export interface LeftOut {
  what: string;
  zh: string;
  en: string;
}
export interface ReadIn {
  features: Feature[];
  left_out: LeftOut[];
}
type Loose = Record<string, unknown>;

const isRecord = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
/** IMDF describes more than ways need; these are not lost work, only not ours. */
const NOT_OURS = new Set([
  'venue',
  'address',
  'anchor',
  'occupant',
  'relationship',
  'section',
  'geofence',
  'kiosk',
  'detail',
  'fixture',
  'footprint',
]);

const typeOf = (feature: Loose): string => {
  const properties = isRecord(feature.properties) ? feature.properties : {};
  return String(feature.feature_type ?? properties.feature_type ?? '');
};

function nameIn(labels: unknown, language: 'zh' | 'en'): string | undefined {
  if (typeof labels === 'string') return language === 'zh' ? labels : undefined;
  if (!isRecord(labels)) return undefined;
  const found = Object.entries(labels).find(([tag]) => tag.toLowerCase().split('-')[0] === language);
  const other = language === 'zh' ? Object.values(labels)[0] : undefined;
  const text = found?.[1] ?? other;
  return typeof text === 'string' ? text.slice(0, 60) : undefined;
}

const isPosition = (part: unknown): part is number[] =>
  Array.isArray(part) && typeof part[0] === 'number' && typeof part[1] === 'number';

/** MultiPolygons of one part are polygons; [longitude, latitude, height] loses its height; rings are closed. */
function geometryIn(geometry: unknown, { in: read }: Projection): MapGeometryShape | null | undefined {
  if (geometry === null || geometry === undefined) return null;
  if (!isRecord(geometry) || !Array.isArray(geometry.coordinates)) return undefined;
  const walk = (part: unknown): unknown =>
    isPosition(part) ? read(part) : Array.isArray(part) ? part.map(walk) : part;
  let { type, coordinates } = geometry as { type: string; coordinates: unknown[] };
  if (type.startsWith('Multi') && coordinates.length === 1) {
    type = type.slice('Multi'.length);
    coordinates = coordinates[0] as unknown[];
  }
  const projected = walk(coordinates);
  return { type, coordinates: type === 'Polygon' ? closed(projected) : projected } as MapGeometryShape;
}

function closed(rings: unknown): unknown {
  if (!Array.isArray(rings)) return rings;
  return rings.map((ring) => {
    if (!Array.isArray(ring) || ring.length < 3) return ring;
    const [first, last] = [ring[0], ring.at(-1)];
    return Array.isArray(first) && Array.isArray(last) && (first[0] !== last[0] || first[1] !== last[1])
      ? [...ring, first]
      : ring;
  });
}

const categoryWords: Partial<Record<Feature['type'], (word: unknown) => boolean>> = {
  unit: isUnitCategory,
  amenity: isAmenityCategory,
  opening: (word) => word === 'pedestrian',
};
const otherwise: Partial<Record<Feature['type'], string>> = {
  unit: 'unspecified',
  amenity: 'unspecified',
  opening: 'pedestrian',
};

function propertiesIn(type: Feature['type'], properties: Loose): Feature['properties'] {
  const own = isRecord(properties.wayfinding) ? properties.wayfinding : {};
  const isKnown = categoryWords[type];
  // restroom.female is a restroom
  const category = [own.category, properties.category, String(properties.category ?? '').split('.')[0]].find((word) =>
    isKnown?.(word),
  );
  const firstOf = (list: unknown) =>
    Array.isArray(list) && UUID.test(String(list[0])) ? String(list[0]).toLowerCase() : undefined;
  const read: Loose = {
    name: nameIn(properties.name, 'zh'),
    name_en: nameIn(properties.name, 'en'),
    short_name: nameIn(properties.short_name, 'zh')?.slice(0, 10),
    ordinal: typeof properties.ordinal === 'number' ? properties.ordinal : undefined,
    building_id: firstOf(properties.building_ids),
    unit_id: firstOf(properties.unit_ids),
    correlation_id: properties.correlation_id,
    category: category ?? otherwise[type],
    ...Object.fromEntries(ourKeys.filter((key) => own[key] !== undefined).map((key) => [key, own[key]])),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined && value !== null));
}

const leftOut = (what: string, zh: string, en: string): LeftOut => ({ what: what.slice(0, 100), zh, en });

function readOne(given: unknown, projection: Projection): Feature | LeftOut | undefined {
  if (!isRecord(given)) return leftOut('?', '不是 GeoJSON 要素', 'is no GeoJSON feature');
  const [type, id] = [typeOf(given), String(given.id ?? '')];
  const what = `${type || 'feature'} ${id}`;
  if (NOT_OURS.has(type)) return undefined;
  if (!(featureTypes as readonly string[]).includes(type))
    return leftOut(what, '类型不认识', 'is of a type we do not know');
  if (!UUID.test(id)) return leftOut(what, '编号不是 UUID', 'has an id that is no UUID');
  const properties = isRecord(given.properties) ? given.properties : {};
  const geometry = geometryIn(given.geometry, projection);
  const level = String(properties.level_id ?? '');
  const feature = {
    id,
    type,
    level_id: UUID.test(level) ? level.toLowerCase() : null,
    geometry: geometry ?? null,
    properties: propertiesIn(type as Feature['type'], properties),
  } as Feature;
  if (geometry === undefined || !Value.Check(MapFeature, feature) || !isRightShape(feature))
    return leftOut(what, '坐标或属性不符合要求', 'has coordinates or properties that cannot be');
  return tidied(feature);
}

/** The first of two with the same id is kept. */
export function readFeatures(given: readonly unknown[], projection: Projection): ReadIn {
  const features = new Map<string, Feature>();
  const left_out: LeftOut[] = [];
  for (const one of given) {
    const read = readOne(one, projection);
    if (!read) continue;
    if ('what' in read) left_out.push(read);
    else if (features.has(read.id))
      left_out.push(leftOut(`${read.type} ${read.id}`, '编号重复', 'has an id that was there before'));
    else features.set(read.id, withLevelOfUnit(read));
  }
  const all = [...features.values()].map((one) => levelFromUnit(one, features));
  return { features: all, left_out };
}
const withLevelOfUnit = (feature: Feature): Feature =>
  feature.type === 'edge' ? { ...feature, geometry: null, level_id: null } : feature;
/** IMDF's amenities name their units, not their level. */
const levelFromUnit = (feature: Feature, all: ReadonlyMap<string, Feature>): Feature =>
  feature.type === 'amenity' && !feature.level_id
    ? { ...feature, level_id: all.get(feature.properties.unit_id ?? '')?.level_id ?? null }
    : feature;

/** Every position in the file, to see where on earth it is. */
export function* positionsOf(given: readonly unknown[]): Generator<number[]> {
  for (const one of given) {
    const open: unknown[] = isRecord(one) && isRecord(one.geometry) ? [one.geometry.coordinates] : [];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (isPosition(part)) yield part;
      else if (Array.isArray(part)) open.push(...part);
    }
  }
}
