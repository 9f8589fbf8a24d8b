/**
 * Way-finding: the hospital’s maps, their editing and checking, QR points, closures, and the way from here to there.
 * A map is drawn in metres on one plane for all its levels: x to the right, y downwards, as on a plan picture. Files that
 * leave the house (IMDF, GeoJSON) are in WGS 84; the map’s anchor turns the one into the other.
 */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Id, IdParams, Instant, list, obj, oneOf, orNull, Words } from './shapes.ts';

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

const idOf = (description: string) => Type.String({ format: 'uuid', description });
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
const mapFields = {
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

const editors = ['administrator'] as const;
const closers = ['administrator', 'operator', 'nurse'] as const;
const MOST_MAP_BYTES = 8_000_000;
const base64Of = (bytes: number, description: string) =>
  Type.String({ minLength: 1, maxLength: Math.ceil(bytes / 3) * 4, description });
const mapFile = base64Of(MOST_MAP_BYTES, 'a .zip of IMDF or a GeoJSON file of at most 8 MB');
const pictureFile = base64Of(4_000_000, 'PNG or JPEG of at most 4 MB');
const Seen = Type.Integer({ minimum: 0, description: 'the draft’s revision that was seen' });
const tag = 'navigation';
export const navigationRoutes = routes({
  navigationMaps: {
    method: 'GET',
    path: '/api/navigation/maps',
    tag,
    zh: '院内地图列表',
    en: 'The published maps',
    who: 'anyone',
    etag: true,
    answer: list(obj({ id: Id, campus_id: Id, name: Type.String(), name_en: Type.String(), number: Type.Integer() })),
    problems: [],
  },
  navigationMap: {
    method: 'GET',
    path: '/api/navigation/maps/:id',
    tag,
    zh: '一张院内地图（可离线保存）',
    en: 'One map, to be kept on the phone',
    who: 'anyone',
    etag: true,
    prepared: true,
    params: IdParams,
    answer: PublishedMap,
    problems: ['not_found'],
  },
  navigationHere: {
    method: 'GET',
    path: '/api/navigation/here',
    tag,
    zh: '扫码：我在哪里',
    en: 'Where a scanned code stands',
    who: 'anyone',
    query: obj({ code: Words(80) }),
    answer: Here,
    problems: ['input_invalid', 'map_code_wrong', 'map_point_removed'],
  },
  navigationRoute: {
    method: 'GET',
    path: '/api/navigation/route',
    tag,
    zh: '从这里到那里怎么走',
    en: 'The way from here to there',
    who: 'anyone',
    query: obj({
      map_id: Id,
      from: Type.String({ format: 'uuid', description: 'a node, QR point, unit or amenity of the map' }),
      to: oneOf(ways),
      id: Type.Optional(idOf('of the room, service point or feature')),
      category: Type.Optional(oneOf(amenityCategories)),
      step_free: Type.Optional(Type.Boolean()),
      slow: Type.Optional(Type.Boolean({ description: 'by the slow pace' })),
    }),
    answer: Way,
    problems: ['input_invalid', 'not_found', 'place_not_on_map', 'no_way', 'no_step_free_way'],
  },
  whenToWalk: {
    method: 'GET',
    path: '/api/my/tickets/:id/walk',
    tag,
    zh: '还要等多久、什么时候动身',
    en: 'When to start walking to my turn',
    who: 'patient',
    params: IdParams,
    query: obj({
      from: Type.Optional(idOf('a feature of the map; left out: from the main entrance')),
      step_free: Type.Optional(Type.Boolean()),
      slow: Type.Optional(Type.Boolean()),
    }),
    answer: WhenToWalk,
    problems: ['input_invalid', 'not_found', 'place_not_on_map', 'no_way', 'no_step_free_way'],
  },
  mapList: {
    method: 'GET',
    path: '/api/admin/maps',
    tag,
    zh: '地图管理：列表',
    en: 'Maps',
    who: closers,
    answer: list(HospitalMap),
    problems: [],
  },
  mapAdd: {
    method: 'POST',
    path: '/api/admin/maps',
    tag,
    zh: '新建地图',
    en: 'Begin a map',
    who: editors,
    idempotent: true,
    status: 201,
    body: obj(mapFields),
    answer: HospitalMap,
    problems: ['input_invalid', 'not_found', 'map_exists'],
  },
  mapChange: {
    method: 'PATCH',
    path: '/api/admin/maps/:id',
    tag,
    zh: '修改地图的名称、方位与步速',
    en: 'Change a map’s name, anchor or pace',
    who: editors,
    params: IdParams,
    body: Type.Intersect([Type.Partial(Type.Object(mapFields)), Type.Object({ version: Type.Integer() })], {
      unevaluatedProperties: false,
    }),
    answer: HospitalMap,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'map_exists'],
  },
  mapDraft: {
    method: 'GET',
    path: '/api/admin/maps/:id/draft',
    tag,
    zh: '地图草稿',
    en: 'A map’s draft',
    who: closers,
    params: IdParams,
    answer: MapDraft,
    problems: ['not_found'],
  },
  mapEdit: {
    method: 'POST',
    path: '/api/admin/maps/:id/draft',
    tag,
    zh: '修改草稿：放入、移除要素',
    en: 'Change the draft: put and remove features',
    who: editors,
    idempotent: true,
    body_limit_bytes: 4_000_000,
    params: IdParams,
    body: obj({
      revision: Seen,
      put: Type.Array(MapFeature, { maxItems: 5000, description: 'whole features, new or changed' }),
      remove: Type.Array(Id, { maxItems: 5000 }),
    }),
    answer: HospitalMap,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'map_too_large'],
  },
  mapCheck: {
    method: 'POST',
    path: '/api/admin/maps/:id/check',
    tag,
    zh: '检查草稿',
    en: 'Check the draft',
    who: editors,
    params: IdParams,
    answer: MapCheck,
    problems: ['not_found'],
  },
  mapPublish: {
    method: 'POST',
    path: '/api/admin/maps/:id/publish',
    tag,
    zh: '发布草稿',
    en: 'Publish the draft',
    who: editors,
    idempotent: true,
    params: IdParams,
    body: obj({ revision: Seen }),
    answer: HospitalMap,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'map_has_errors'],
  },
  mapVersions: {
    method: 'GET',
    path: '/api/admin/maps/:id/versions',
    tag,
    zh: '已发布的版本',
    en: 'Published versions',
    who: editors,
    params: IdParams,
    answer: list(
      obj({
        number: Type.Integer(),
        published_at: Instant,
        published_by: Type.String(),
        features: Type.Integer(),
        is_current: Type.Boolean(),
      }),
    ),
    problems: ['not_found'],
  },
  mapRestore: {
    method: 'POST',
    path: '/api/admin/maps/:id/versions/:number/restore',
    tag,
    zh: '把旧版本取回为草稿',
    en: 'Make a published version the draft again',
    who: editors,
    idempotent: true,
    params: obj({ id: Id, number: Type.Integer({ minimum: 1 }) }),
    body: obj({ revision: Seen }),
    answer: HospitalMap,
    problems: ['input_invalid', 'not_found', 'version_conflict'],
  },
  mapPlaces: {
    method: 'GET',
    path: '/api/admin/maps/:id/places',
    tag,
    zh: '本院区的诊室与服务点，及其在草稿中的位置',
    en: 'Rooms and service points of the campus, and where the draft has them',
    who: editors,
    params: IdParams,
    answer: list(
      obj({
        place_kind: oneOf(placeKinds),
        place_id: Id,
        name: Type.String(),
        department_name: Type.String(),
        floor: Type.String(),
        unit_id: orNull(Id),
      }),
    ),
    problems: ['not_found'],
  },
  mapClose: {
    method: 'POST',
    path: '/api/admin/maps/:id/closures',
    tag,
    zh: '停用电梯、封闭通道，立即生效',
    en: 'A lift is out of order, a corridor closed: counts at once',
    who: closers,
    idempotent: true,
    params: IdParams,
    body: obj({ feature_id: Id, reason: Words(100), until: orNull(Instant) }),
    answer: list(MapClosure),
    problems: ['input_invalid', 'not_found', 'map_closed_already'],
  },
  mapReopen: {
    method: 'DELETE',
    path: '/api/admin/maps/:id/closures/:feature_id',
    tag,
    zh: '恢复通行',
    en: 'It can be used again',
    who: closers,
    params: obj({ id: Id, feature_id: Id }),
    answer: list(MapClosure),
    problems: ['not_found'],
  },
  mapQrSheet: {
    method: 'GET',
    path: '/api/admin/maps/:id/qr-sheet',
    tag,
    zh: '定位二维码打印页',
    en: 'The QR points’ codes, to print',
    who: closers,
    params: IdParams,
    answer: list(
      obj({
        qr_point_id: Id,
        name: Type.String(),
        name_en: Type.String(),
        level_name: Type.String(),
        code: Type.String(),
        url: Type.String({ description: 'what the QR code says' }),
      }),
    ),
    problems: ['not_found', 'map_not_published'],
  },
  mapExport: {
    method: 'GET',
    path: '/api/admin/maps/:id/export',
    tag,
    zh: '导出草稿或已发布的地图',
    en: 'Export a map',
    who: editors,
    params: IdParams,
    query: obj({
      format: oneOf(['imdf', 'geojson'] as const),
      which: oneOf(['draft', 'published'] as const),
    }),
    answer: obj({ file_name: Type.String(), media_type: Type.String(), content_base64: Type.String() }),
    problems: ['input_invalid', 'not_found', 'map_not_published'],
  },
  mapImport: {
    method: 'POST',
    path: '/api/admin/maps/:id/import',
    tag,
    zh: '导入 IMDF 或 GeoJSON，替换草稿',
    en: 'Import IMDF or GeoJSON; it replaces the draft',
    who: editors,
    idempotent: true,
    body_limit_bytes: Math.ceil(MOST_MAP_BYTES / 3) * 4 + 10_000,
    params: IdParams,
    body: obj({ revision: Seen, file_name: Words(200), content_base64: mapFile }),
    answer: obj({
      map: HospitalMap,
      taken: Type.Integer(),
      left_out: Type.Array(obj({ what: Type.String(), why: Type.String() }), { description: 'at most 100' }),
    }),
    problems: [
      'input_invalid',
      'not_found',
      'version_conflict',
      'map_file_unreadable',
      'map_too_large',
      'body_too_large',
    ],
  },
  mapPlanAdd: {
    method: 'POST',
    path: '/api/admin/maps/:id/plans',
    tag,
    zh: '上传平面图底图',
    en: 'Put in a plan picture to draw over',
    who: editors,
    idempotent: true,
    status: 201,
    body_limit_bytes: 5_400_000,
    params: IdParams,
    body: obj({ content_base64: pictureFile }),
    answer: obj({ picture_id: Id, width_px: Type.Integer(), height_px: Type.Integer() }),
    problems: ['input_invalid', 'not_found', 'map_picture_unreadable', 'body_too_large'],
  },
  mapPlan: {
    method: 'GET',
    path: '/api/admin/maps/:id/plans/:picture_id',
    tag,
    zh: '平面图底图',
    en: 'A plan picture',
    who: editors,
    params: obj({ id: Id, picture_id: Id }),
    answer: obj({
      media_type: Type.String(),
      width_px: Type.Integer(),
      height_px: Type.Integer(),
      content_base64: Type.String(),
    }),
    problems: ['not_found'],
  },
});
