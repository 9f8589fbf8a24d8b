/** A map of two floors with one lift: enough to find a way on it. */
import type { MapFeatureShape } from '@menzhen/contract';
import type { Answer } from '../../ui/src/client/index.ts';

type Properties = MapFeatureShape['properties'];
const feature = (
  id: string,
  type: MapFeatureShape['type'],
  level_id: string | null,
  geometry: MapFeatureShape['geometry'],
  properties: Properties,
): MapFeatureShape => ({ id, type, level_id, geometry, properties });
const area = (left: number, top: number, right: number, bottom: number): MapFeatureShape['geometry'] => ({
  type: 'Polygon',
  coordinates: [
    [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
      [left, top],
    ],
  ],
});
const node = (id: string, level: string, x: number, y: number, unit_id: string | null) =>
  feature(id, 'node', level, { type: 'Point', coordinates: [x, y] }, { unit_id });
const edge = (id: string, from_node_id: string, to_node_id: string, kind: Properties['kind'], more: Properties = {}) =>
  feature(id, 'edge', null, null, { from_node_id, to_node_id, kind, step_free: true, ...more });
const shaft = { category: 'elevator', name: 'A 号电梯', name_en: 'lift A', correlation_id: 'shaft' };

export const mapOfTwoFloors: Answer<'navigationMap'> = {
  id: 'map',
  campus_id: 'campus',
  name: '门诊楼',
  name_en: 'Clinic',
  number: 1,
  published_at: '2026-11-24T00:00:00Z',
  pace: 1.2,
  slow_pace: 0.8,
  closures: [],
  features: [
    feature('1', 'level', null, area(0, 0, 30, 20), { name: '一楼', short_name: '1F', ordinal: 0 }),
    feature('2', 'level', null, area(0, 0, 30, 20), { name: '二楼', short_name: '2F', ordinal: 1 }),
    feature('lift1', 'unit', '1', area(26, 0, 30, 4), shaft),
    feature('lift2', 'unit', '2', area(26, 0, 30, 4), shaft),
    feature('room', 'unit', '2', area(0, 0, 10, 8), {
      name: '201 诊室',
      category: 'room',
      place_kind: 'room',
      place_id: 'room-201',
    }),
    node('door', '1', 2, 10, null),
    node('inLift1', '1', 28, 3, 'lift1'),
    node('inLift2', '2', 28, 3, 'lift2'),
    node('inRoom', '2', 5, 6, 'room'),
    edge('a', 'door', 'inLift1', 'corridor'),
    edge('b', 'inLift1', 'inLift2', 'lift', { via_id: 'lift1' }),
    edge('c', 'inLift2', 'inRoom', 'corridor'),
    feature('code', 'qr_point', '1', { type: 'Point', coordinates: [2, 10] }, { name: '大门', node_id: 'door' }),
  ],
};
export const mapsOfTwoFloors: Answer<'navigationMaps'> = {
  items: [{ id: 'map', campus_id: 'campus', name: '门诊楼', name_en: 'Clinic', number: 1 }],
};
export const hereAtDoor: Answer<'navigationHere'> = {
  map_id: 'map',
  qr_point_id: 'code',
  name: '大门',
  name_en: 'Door',
  level_id: '1',
  level_name: '1F',
  node_id: 'door',
};
