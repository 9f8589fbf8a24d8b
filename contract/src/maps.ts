/**
 * Way-finding: the hospital’s maps, their editing and checking, QR points, closures, and the way from here to there.
 * A map is drawn in metres on one plane for all its levels: x to the right, y downwards, as on a plan picture. Files that
 * leave the house (IMDF, GeoJSON) are in WGS 84; the map’s anchor turns the one into the other.
 */
import { type Static, Type } from 'typebox';
import { Id, Instant, obj, oneOf, orNull, Words } from './shapes.ts';

/** The types of IMDF, and three of our own which IMDF lacks: node, edge, qr_point. */
export const featureTypes = ['building', 'level', 'unit', 'opening', 'amenity', 'node', 'edge', 'qr_point'] as const;
export const unitCategories = [
  'room',
  'walkway',
  'waitingroom',
  'lobby',
  'elevator',
  'stairs',
  'escalator',
  'ramp',
  'restroom',
  'pharmacy',
  'office',
  'nonpublic',
  'opentobelow',
  'unspecified',
] as const;
export const amenityCategories = [
  'entry',
  'information',
  'checkin',
  'restroom',
  'restroom.wheelchair',
  'elevator',
  'stairs',
  'escalator',
  'ramp',
  'pharmacy',
  'cashier',
  'laboratory',
  'imaging',
  'seat',
  'drinkingfountain',
  'emergencyexit',
] as const;
export const edgeKinds = ['corridor', 'door', 'stairs', 'lift', 'ramp', 'escalator'] as const;
export const placeKinds = ['room', 'service_point'] as const;
export type FeatureType = (typeof featureTypes)[number];
export type EdgeKind = (typeof edgeKinds)[number];
export type AmenityCategory = (typeof amenityCategories)[number];
export type UnitCategory = (typeof unitCategories)[number];

export const idOf = (description: string) => Type.String({ format: 'uuid', description });
const Metres = Type.Number({ minimum: -100_000, maximum: 100_000, description: 'metres' });
export const MapPoint = Type.Array(Metres, { minItems: 2, maxItems: 2, description: '[x, y] in metres' });
export const MapGeometry = Type.Union([
  obj({ type: Type.Literal('Point'), coordinates: MapPoint }),
  obj({ type: Type.Literal('LineString'), coordinates: Type.Array(MapPoint, { minItems: 2, maxItems: 500 }) }),
  obj({
    type: Type.Literal('Polygon'),
    coordinates: Type.Array(Type.Array(MapPoint, { minItems: 4, maxItems: 2000 }), {
      minItems: 1,
      maxItems: 50,
      description: 'the outer ring, then holes; each ring ends where it began',
    }),
  }),
]);
export type MapGeometryShape = Static<typeof MapGeometry>;

const optionalId = Type.Optional(orNull(Id));
const Name = Type.Optional(Type.String({ maxLength: 60 }));
/** One shape for all types; which fields a type needs is in the module’s README and told by the checker. */
export const MapProperties = obj({
  name: Name,
  name_en: Name,
  short_name: Type.Optional(Type.String({ maxLength: 10, description: 'level: 1F, B1' })),
  ordinal: Type.Optional(Type.Integer({ minimum: -20, maximum: 200, description: 'level: 0 is the ground floor' })),
  building_id: optionalId,
  category: Type.Optional(
    Type.String({ maxLength: 40, description: 'unit and amenity: a category of IMDF; opening: pedestrian' }),
  ),
  place_kind: Type.Optional(orNull(oneOf(placeKinds))),
  place_id: Type.Optional(orNull(idOf('unit: the room or service point of the hospital that it is'))),
  serves: Type.Optional(
    Type.Array(Id, { maxItems: 50, description: 'unit, in published maps: service points that serve in this room' }),
  ),
  unit_id: Type.Optional(orNull(idOf('node, amenity: the unit it stands in; a unit is reached at its nodes'))),
  node_id: Type.Optional(orNull(idOf('amenity, qr_point: the node at which one reaches it'))),
  correlation_id: Type.Optional(
    orNull(idOf('amenity, unit: the same for one lift or staircase on every level; closing one of them closes all')),
  ),
  from_node_id: optionalId,
  to_node_id: optionalId,
  kind: Type.Optional(oneOf(edgeKinds)),
  via_id: Type.Optional(
    orNull(idOf('edge: the lift, staircase or corridor (unit or amenity) it is part of; closing that closes it')),
  ),
  step_free: Type.Optional(Type.Boolean({ description: 'edge: can be used on wheels' })),
  one_way: Type.Optional(Type.Boolean({ description: 'edge: from → to only (an escalator)' })),
  seconds: Type.Optional(
    orNull(Type.Number({ minimum: 0, maximum: 3600, description: 'edge: what it takes; null: by length and pace' })),
  ),
  facing_degrees: Type.Optional(
    orNull(
      Type.Number({
        minimum: 0,
        maximum: 360,
        description: 'qr_point: where one looks when reading it; 0 up on the plan, clockwise',
      }),
    ),
  ),
  plan: Type.Optional(
    orNull(
      obj({
        picture_id: Id,
        x: Metres,
        y: Metres,
        metres_per_pixel: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
      }),
    ),
  ),
});
export const MapFeature = obj({
  id: Id,
  type: oneOf(featureTypes),
  level_id: Type.Optional(orNull(idOf('all but building, level and edge have one'))),
  geometry: orNull(MapGeometry),
  properties: MapProperties,
});
export type MapFeatureShape = Static<typeof MapFeature>;

export const MapAnchor = obj({
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  latitude: Type.Number({ minimum: -85, maximum: 85 }),
  bearing_degrees: Type.Number({
    minimum: 0,
    maximum: 360,
    description: 'where “up” on the plan points; 0 is north, clockwise',
  }),
});
const Pace = Type.Number({ minimum: 0.2, maximum: 3, description: 'metres a second' });
export const mapFields = {
  campus_id: Id,
  name: Words(60),
  name_en: Words(80),
  anchor: MapAnchor,
  pace: Pace,
  slow_pace: Pace,
};
export const MapClosure = obj({
  feature_id: Id,
  feature_name: Type.String(),
  reason: Type.String(),
  closed_at: Instant,
  until: orNull(Instant),
});
export const mapStates = ['draft', 'checked', 'published'] as const;
export const HospitalMap = obj({
  id: Id,
  ...mapFields,
  version: Type.Integer(),
  state: oneOf(mapStates),
  revision: Type.Integer({ description: 'of the draft: one more with every change' }),
  published_number: orNull(Type.Integer()),
  published_at: orNull(Instant),
});
export type HospitalMapView = Static<typeof HospitalMap>;

/** What a phone keeps: enough to draw every floor and to find ways without asking again. */
export const PublishedMap = obj({
  id: Id,
  campus_id: Id,
  name: Type.String(),
  name_en: Type.String(),
  number: Type.Integer({ description: 'of the published version' }),
  published_at: Instant,
  pace: Pace,
  slow_pace: Pace,
  features: Type.Array(MapFeature),
  closures: Type.Array(MapClosure),
});
export type PublishedMapView = Static<typeof PublishedMap>;

export const MapDraft = obj({
  map: HospitalMap,
  revision: Type.Integer(),
  features: Type.Array(MapFeature),
  closures: Type.Array(MapClosure),
});
export type MapDraftView = Static<typeof MapDraft>;

export const findingCodes = [
  'geometry_wrong',
  'ring_open',
  'self_crossing',
  'no_level',
  'outside_level',
  'name_missing',
  'edge_dangling',
  'edge_across_levels',
  'edge_no_length',
  'level_order',
  'link_broken',
  'unit_without_node',
  'not_joined',
  'place_unknown',
  'place_twice',
  'place_missing',
  'island',
  'unreachable',
  'not_step_free',
  'qr_removed',
  'no_entry',
  'units_overlap',
] as const;
export const MapFinding = obj({
  code: oneOf(findingCodes),
  weight: oneOf(['error', 'warning'] as const),
  message: Type.String({ description: 'what is wrong and what to do, in the asked language' }),
  feature_ids: Type.Array(Id),
  level_id: orNull(Id),
  at: orNull(MapPoint),
});
export type MapFindingView = Static<typeof MapFinding>;
export const MapCheck = obj({
  revision: Type.Integer(),
  can_publish: Type.Boolean({ description: 'no error; warnings may stay' }),
  findings: Type.Array(MapFinding, { description: 'errors first; at most 500' }),
});

/** Where a scanned code stands. */
export const Here = obj({
  map_id: Id,
  qr_point_id: Id,
  name: Type.String(),
  name_en: Type.String(),
  level_id: Id,
  level_name: Type.String(),
  node_id: Id,
});
export const stepKinds = [
  'start',
  'straight',
  'left',
  'right',
  'back',
  'lift',
  'stairs',
  'escalator',
  'ramp',
  'arrive',
] as const;
export const Way = obj({
  map_id: Id,
  number: Type.Integer(),
  from_name: Type.String(),
  to_name: Type.String(),
  to_feature_id: Id,
  step_free: Type.Boolean({ description: 'no step on the way, whether asked or not' }),
  distance_m: Type.Integer(),
  seconds: Type.Integer(),
  minutes: Type.Integer({ description: 'seconds rounded up' }),
  legs: Type.Array(obj({ level_id: Id, level_name: Type.String(), points: Type.Array(MapPoint) }), {
    description: 'what to draw, floor by floor in the order walked',
  }),
  steps: Type.Array(
    obj({ kind: oneOf(stepKinds), level_id: Id, at: MapPoint, distance_m: Type.Integer(), text: Type.String() }),
  ),
});
export type WayView = Static<typeof Way>;
export const ways = ['room', 'service_point', 'feature', 'nearest'] as const;

export const WhenToWalk = obj({
  ticket_id: Id,
  ticket_number: Type.String(),
  way: Way,
  turn_minutes_p50: orNull(Type.Integer()),
  turn_minutes_p90: orNull(Type.Integer()),
  walk_minutes: Type.Integer(),
  start_at: orNull(
    Type.String({
      format: 'date-time',
      description: 'RFC 3339, UTC; null: start now, or nothing is known of the wait',
    }),
  ),
  start_now: Type.Boolean(),
  sentence: Type.String({ description: 'in the asked language' }),
  computed_at: Instant,
});
