/** From a map's features to what is drawn of one floor. */
import type { MapFeatureShape, WayView } from '@menzhen/contract';
import type { AreaLook, DrawnArea, Drawing, DrawnLine, DrawnMark } from './draw.ts';
import type { MarkLook } from './marks.ts';
import { type Box, boxOf, roomForName, type Spot } from './spots.ts';

export type MapLanguage = 'zh' | 'en';
type Feature = MapFeatureShape;

/** A floor as people choose it. */
export interface Floor {
  id: string;
  /** 3F, B1. */
  short_name: string;
  name: string;
  ordinal: number;
}

/** A feature's name in the language being read; Chinese where English is missing, empty when it has none. */
export function nameOfFeature({ properties: { name, name_en } }: Feature, language: MapLanguage): string {
  return (language === 'en' ? name_en || name : name || name_en) ?? '';
}

/** The floors of a map, the highest first as on a lift's panel. */
export function floorsOf(features: readonly Feature[], language: MapLanguage): Floor[] {
  return features
    .filter((one) => one.type === 'level')
    .map((one) => ({
      id: one.id,
      short_name: one.properties.short_name || nameOfFeature(one, language),
      name: nameOfFeature(one, language),
      ordinal: one.properties.ordinal ?? 0,
    }))
    .sort((a, b) => b.ordinal - a.ordinal);
}

/** The corner spots of a feature: a polygon's outer ring without its closing repeat. */
export function spotsOf({ geometry }: Pick<Feature, 'geometry'>): Spot[] {
  if (!geometry) return [];
  if (geometry.type === 'Point') return [geometry.coordinates as unknown as Spot];
  if (geometry.type === 'LineString') return geometry.coordinates as unknown as Spot[];
  return (geometry.coordinates[0] ?? []).slice(0, -1) as unknown as Spot[];
}

/** Where one would put a finger on a feature. */
export function middleOf(feature: Pick<Feature, 'geometry'>): Spot | null {
  const spots = spotsOf(feature);
  if (feature.geometry?.type === 'Polygon') return roomForName(spots)?.at ?? spots[0] ?? null;
  if (feature.geometry?.type === 'LineString' && spots.length > 1) {
    const [[ax, ay], [bx, by]] = [spots[0]!, spots.at(-1)!];
    return [(ax + bx) / 2, (ay + by) / 2];
  }
  return spots[0] ?? null;
}

/** The box of everything on a floor; a floor with nothing on it is 60 by 40 metres. */
export function boxOfFloor(features: readonly Feature[], level_id: string, margin_m = 2): Box {
  const here = features.filter((one) => one.id === level_id || one.level_id === level_id);
  const box = boxOf(here.flatMap(spotsOf), margin_m);
  return box && box.width > 0 && box.height > 0 ? box : { x: 0, y: 0, width: 60, height: 40 };
}

const WALKED: readonly string[] = ['walkway', 'lobby', 'waitingroom'];
const UP_AND_DOWN: Record<string, MarkLook> = {
  elevator: 'lift',
  stairs: 'stairs',
  escalator: 'escalator',
  ramp: 'ramp',
};
const SIGN: Record<string, MarkLook> = {
  ...UP_AND_DOWN,
  restroom: 'toilet',
  'restroom.wheelchair': 'toilet_step_free',
  pharmacy: 'pharmacy',
  cashier: 'cashier',
  information: 'information',
  checkin: 'information',
  entry: 'entrance',
};

function lookOf({ properties: { category = '', place_id } }: Feature): AreaLook {
  if (WALKED.includes(category)) return 'walk';
  if (UP_AND_DOWN[category]) return 'way';
  return place_id || category === 'pharmacy' ? 'named' : 'room';
}

export interface FloorWish {
  features: readonly Feature[];
  closures: readonly { feature_id: string }[];
  level_id: string;
  language: MapLanguage;
  /** The way to draw, whatever floors it crosses. */
  way?: Pick<WayView, 'legs' | 'to_feature_id'> | null;
  /** Where the person is, with the words beside it. */
  here?: { level_id: string; at: Spot; label: string } | null;
}

function areasOf({ features, level_id, language, way }: FloorWish, closed: ReadonlySet<string>): DrawnArea[] {
  return features.flatMap((one): DrawnArea[] => {
    if (one.geometry?.type !== 'Polygon') return [];
    const rings = one.geometry.coordinates as unknown as Spot[][];
    if (one.id === level_id) return [{ id: one.id, look: 'floor', rings }];
    if (one.type !== 'unit' || one.level_id !== level_id || one.properties.category === 'opentobelow') return [];
    const look = closed.has(one.id) ? 'closed' : one.id === way?.to_feature_id ? 'goal' : lookOf(one);
    return [{ id: one.id, look, rings, label: nameOfFeature(one, language) }];
  });
}

function doorsOf({ features, level_id }: FloorWish): DrawnLine[] {
  return features
    .filter((one) => one.type === 'opening' && one.level_id === level_id)
    .map((one) => ({ id: one.id, look: 'door', spots: spotsOf(one) }));
}

/** Signs of what people look for; a lift or a staircase drawn as a room gets its sign too. Named is the room, else the sign. */
function signsOf({ features, level_id, language }: FloorWish, closed: ReadonlySet<string>): DrawnMark[] {
  const onFloor = features.filter((one) => one.level_id === level_id);
  const units = new Map(onFloor.flatMap((one) => (one.type === 'unit' ? [[one.id, one] as const] : [])));
  const signed = new Set(onFloor.flatMap((one) => (one.type === 'amenity' ? [one.properties.unit_id] : [])));
  return onFloor.flatMap((one) => {
    const { category = '' } = one.properties;
    const look =
      one.type === 'amenity' ? (SIGN[category] ?? 'place') : one.type === 'unit' ? SIGN[category] : undefined;
    const at = middleOf(one);
    if (!look || !at || (one.type === 'unit' && signed.has(one.id))) return [];
    const label = nameOfFeature(one, language);
    const unit = one.type === 'unit' ? one : units.get(one.properties.unit_id ?? '');
    const isNamed = unit !== undefined && nameOfFeature(unit, language) === label;
    const shut = closed.has(one.id) || closed.has(one.properties.unit_id ?? '');
    return [{ id: one.id, look: shut ? 'closed' : look, at, label: isNamed ? '' : label }];
  });
}

function routeOf({ way, level_id }: FloorWish): { lines: DrawnLine[]; marks: DrawnMark[] } {
  const legs = way?.legs ?? [];
  const lines = legs
    .filter((leg) => leg.level_id === level_id && leg.points.length > 1)
    .map((leg, at): DrawnLine => ({ id: `route-${at}`, look: 'route', spots: leg.points as unknown as Spot[] }));
  const last = legs.at(-1);
  const end = last?.level_id === level_id ? last.points.at(-1) : undefined;
  return { lines, marks: end ? [{ id: 'goal', look: 'goal', at: end as unknown as Spot }] : [] };
}

/** A lift is one thing on all its floors: closing it on one closes it on all. */
function closedOf({ features, closures }: FloorWish): ReadonlySet<string> {
  const closed = new Set(closures.map((one) => one.feature_id));
  const shafts = new Set(features.flatMap((one) => (closed.has(one.id) ? [one.properties.correlation_id] : [])));
  for (const { id, properties } of features) {
    if (properties.correlation_id && shafts.has(properties.correlation_id)) closed.add(id);
  }
  return closed;
}

/** What a patient sees of a floor: rooms, doors, signs, the way and where they are. */
export function floorDrawing(wish: FloorWish): Drawing {
  const closed = closedOf(wish);
  const route = routeOf(wish);
  const { here, level_id } = wish;
  return {
    areas: areasOf(wish, closed),
    lines: [...doorsOf(wish), ...route.lines],
    marks: [
      ...signsOf(wish, closed),
      ...route.marks,
      ...(here?.level_id === level_id ? [{ id: 'here', look: 'here' as const, at: here.at, label: here.label }] : []),
    ],
  };
}
