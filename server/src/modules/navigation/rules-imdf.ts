/**
 * A map as IMDF 1.0.0 (OGC 20-094): GeoJSON features in WGS 84, a file a type, with a manifest. What IMDF lacks — nodes, edges, QR
 * points, and which room of ours a unit is — goes by its own way of being extended. Pure: archives are opened elsewhere.
 */
import { amenityCategories, type MapGeometryShape, unitCategories } from '@menzhen/contract';
import type { Anchor, Projection } from './rules-projection.ts';
import type { Feature, MapRow } from './tables.ts';

export const EXTENSION = 'imdf:extension:menzhen:wayfinding#1.0.0';
/** IMDF has no such categories of units and amenities; these go out as the nearest one it has. */
const NOT_IN_IMDF: Record<string, string> = {
  pharmacy: 'unspecified',
  laboratory: 'unspecified',
  imaging: 'unspecified',
  emergencyexit: 'unspecified',
};
/** In the file's `wayfinding` member; the rest has its place in IMDF. */
const OURS = [
  'place_kind', 'place_id', 'unit_id', 'node_id', 'correlation_id', 'from_node_id', 'to_node_id', 'kind', 'via_id', 'step_free',
  'one_way', 'seconds', 'facing_degrees', 'plan',
] as const; // biome-ignore format: one list

export interface GeoFeature {
  id: string;
  type: 'Feature';
  feature_type: string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
}
export type Files = Record<string, unknown>;

const labels = (name: string | undefined, name_en: string | undefined) =>
  name || name_en ? { ...(name ? { zh: name } : {}), ...(name_en ? { en: name_en } : {}) } : null;

function projected(geometry: MapGeometryShape | null, { out }: Projection): GeoFeature['geometry'] {
  if (!geometry) return null;
  const walk = (part: unknown): unknown =>
    typeof (part as number[])[0] === 'number' ? out(part as number[]) : (part as unknown[]).map(walk);
  return { type: geometry.type, coordinates: walk(geometry.coordinates) };
}

/** What IMDF requires of each type. */
function standardOf({ type, level_id, properties: p }: Feature): Record<string, unknown> {
  const name = labels(p.name, p.name_en);
  const category = NOT_IN_IMDF[p.category ?? ''] ?? p.category ?? 'unspecified';
  const common = { category, name, alt_name: null };
  if (type === 'building')
    return { ...common, category: 'unspecified', restriction: null, display_point: null, address_id: null };
  if (type === 'level')
    return {
      ...common, category: 'unspecified', restriction: null, outdoor: false, ordinal: p.ordinal ?? 0,
      short_name: labels(p.short_name || p.name, undefined), display_point: null, address_id: null,
      building_ids: p.building_id ? [p.building_id] : [],
    }; // biome-ignore format: one record
  if (type === 'unit') return { ...common, restriction: null, accessibility: null, level_id, display_point: null };
  if (type === 'opening')
    return {
      ...common,
      category: 'pedestrian',
      accessibility: null,
      access_control: null,
      door: null,
      display_point: null,
      level_id,
    };
  if (type === 'amenity')
    return {
      ...common, accessibility: null, hours: null, phone: null, website: null, address_id: null, level_id,
      unit_ids: p.unit_id ? [p.unit_id] : [], correlation_id: p.correlation_id ?? null,
    }; // biome-ignore format: one record
  return { name, ...(level_id ? { level_id } : {}) };
}

function wayfindingOf({ properties }: Feature): Record<string, unknown> {
  const ours = OURS.filter((key) => properties[key] !== undefined).map((key) => [key, properties[key]]);
  const own = properties.category && NOT_IN_IMDF[properties.category] ? [['category', properties.category]] : [];
  return Object.fromEntries([...own, ...ours]);
}

export function geoFeatureOf(feature: Feature, projection: Projection): GeoFeature {
  const wayfinding = wayfindingOf(feature);
  return {
    id: feature.id,
    type: 'Feature',
    feature_type: feature.type,
    // IMDF's buildings have no shape; their footprints do
    geometry: feature.type === 'building' ? null : projected(feature.geometry, projection),
    properties: { ...standardOf(feature), ...(Object.keys(wayfinding).length > 0 ? { wayfinding } : {}) },
  };
}

/** The hull of the ground floor: the venue's and the building's outline. */
function outlineOf(features: readonly Feature[], projection: Projection): GeoFeature['geometry'] {
  const levels = features.filter(({ type, geometry }) => type === 'level' && geometry);
  const ground = levels.find(({ properties }) => properties.ordinal === 0) ?? levels[0];
  return ground ? projected(ground.geometry, projection) : null;
}

interface Venue {
  map: Pick<MapRow, 'id' | 'campus_id' | 'name' | 'name_en'> & Anchor;
  address: string;
}

function venueFiles(
  { map, address }: Venue,
  features: readonly Feature[],
  projection: Projection,
): Record<string, GeoFeature[]> {
  const display_point = { type: 'Point', coordinates: projection.out([0, 0]) };
  const outline = outlineOf(features, projection);
  const feature = (feature_type: string, id: string, geometry: GeoFeature['geometry'], properties: object): GeoFeature => ({
    id, type: 'Feature', feature_type, geometry, properties: { ...properties },
  }); // biome-ignore format: one record
  const buildings = features.filter(({ type }) => type === 'building');
  return {
    address: [
      feature('address', map.campus_id, null, {
        address: address || map.name, unit: null, locality: map.name, province: null, country: 'CN', postal_code: null,
        postal_code_ext: null, postal_code_vanity: null,
      }),
    ], // biome-ignore format: one record
    venue: [
      feature('venue', map.id, outline, {
        category: 'healthcarefacility', restriction: null, name: labels(map.name, map.name_en), alt_name: null, hours: null, website: null,
        phone: null, display_point, address_id: map.campus_id,
      }),
    ], // biome-ignore format: one record
    footprint: buildings.map(({ id, geometry }) =>
      feature('footprint', footprintId(id), geometry ? projected(geometry, projection) : outline, {
        category: 'ground',
        name: null,
        building_ids: [id],
      }),
    ),
  };
}
/** A footprint is its building's outline; its id is the building's with another version digit. */
const footprintId = (id: string): string => `${id.slice(0, 14)}8${id.slice(15)}`;

const collection = (features: GeoFeature[], name?: string) => ({
  type: 'FeatureCollection',
  ...(name ? { name } : {}),
  features,
});

/** Every file of the archive by its name. */
export function imdfOf(venue: Venue, features: readonly Feature[], projection: Projection, created: string): Files {
  const byType = Map.groupBy(features, ({ type }) => type);
  const own = [...byType].map(([type, all]): [string, GeoFeature[]] => [
    type,
    all.map((one) => geoFeatureOf(one, projection)),
  ]);
  const files = { ...venueFiles(venue, features, projection), ...Object.fromEntries(own) };
  const manifest = { version: '1.0.0', created, generated_by: 'Menzhen', language: 'zh', extensions: [EXTENSION] };
  return {
    'manifest.json': manifest,
    ...Object.fromEntries(Object.entries(files).map(([name, all]) => [`${name}.geojson`, collection(all, name)])),
  };
}

/** All features in one collection. */
export const geoJsonOf = (venue: Venue, features: readonly Feature[], projection: Projection) =>
  collection([
    ...Object.values(venueFiles(venue, features, projection)).flat(),
    ...features.map((one) => geoFeatureOf(one, projection)),
  ]);

export const isUnitCategory = (word: unknown): boolean => (unitCategories as readonly unknown[]).includes(word);
export const isAmenityCategory = (word: unknown): boolean => (amenityCategories as readonly unknown[]).includes(word);
export const ourKeys: readonly string[] = OURS;
