import { expect, test } from 'vitest';
import { check } from './rules-check.ts';
import type { Feature, Place } from './tables.ts';

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const box = (x: number, y: number, width: number, height: number): Feature['geometry'] => ({
  type: 'Polygon',
  coordinates: [[[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]]],
}); // biome-ignore format: one ring
const point = (x: number, y: number): Feature['geometry'] => ({ type: 'Point', coordinates: [x, y] });
const [LEVEL, ROOM, STREET, HALL, INSIDE, ENTRY, QR, DOOR, WALK, UPSTAIRS] = Array.from({ length: 10 }, (_, n) =>
  id(n + 1),
) as string[] & { length: 10 };
const place: Place = { place_kind: 'room', place_id: id(90), name: '101 诊室', department_name: '全科', floor: '1F' };

/** One floor, one room, an entrance, a QR point: nothing is wrong with it. */
function sound(): Feature[] {
  const node = (own: string, x: number, y: number, unit_id: string | null = null): Feature => ({
    id: own, type: 'node', level_id: LEVEL!, geometry: point(x, y), properties: { unit_id },
  }); // biome-ignore format: one record
  const edge = (own: string, from_node_id: string, to_node_id: string, more = {}): Feature => ({
    id: own, type: 'edge', level_id: null, geometry: null, properties: { from_node_id, to_node_id, kind: 'corridor', ...more },
  }); // biome-ignore format: one record
  return [
    {
      id: LEVEL!,
      type: 'level',
      geometry: box(0, 0, 40, 20),
      properties: { name: '一楼', short_name: '1F', ordinal: 0 },
    },
    {
      id: ROOM!,
      type: 'unit',
      level_id: LEVEL!,
      geometry: box(20, 0, 6, 8),
      properties: { name: '101 诊室', category: 'room', place_kind: 'room', place_id: id(90) },
    },
    node(STREET!, 1, 10),
    node(HALL!, 23, 10),
    node(INSIDE!, 23, 6, ROOM),
    {
      id: ENTRY!,
      type: 'amenity',
      level_id: LEVEL!,
      geometry: point(1, 10),
      properties: { name: '正门', category: 'entry', node_id: STREET },
    },
    {
      id: QR!,
      type: 'qr_point',
      level_id: LEVEL!,
      geometry: point(2, 9),
      properties: { name: '大厅', node_id: STREET },
    },
    edge(WALK!, STREET!, HALL!),
    edge(DOOR!, HALL!, INSIDE!, { kind: 'door' }),
  ];
}
const found = (features: Feature[], more: Partial<Parameters<typeof check>[0]> = {}) =>
  check({ features, places: [place], hanging: [], ...more }).map(({ code }) => code);
type Change = (feature: Feature, properties: Feature['properties']) => unknown;
/** The sound map with one feature changed. */
function withChange(own: string, change: Change): Feature[] {
  const features = structuredClone(sound());
  const feature = features.find((one) => one.id === own)!;
  change(feature, feature.properties);
  return features;
}
const without = (own: string) => sound().filter((one) => one.id !== own);
const upper: Feature = {
  id: UPSTAIRS!,
  type: 'level',
  geometry: box(0, 0, 40, 20),
  properties: { name: '二楼', ordinal: 1 },
};
const bow: Feature['geometry'] = { type: 'Polygon', coordinates: [[[20, 0], [26, 8], [26, 0], [20, 8], [20, 0]]] }; // biome-ignore format: one ring

test('a sound map has no findings', () => {
  expect(found(sound())).toEqual([]);
});

test.each<[string, Feature[], string[]]>([
  [
    'an outline that crosses itself',
    withChange(ROOM!, (one) => Object.assign(one, { geometry: bow })),
    ['self_crossing'],
  ],
  [
    'an outline that is not closed',
    withChange(
      ROOM!,
      (one) => void (one.geometry as { coordinates: number[][][] }).coordinates[0]!.splice(-1, 1, [21, 1]),
    ),
    ['ring_open'],
  ],
  [
    'a room without area',
    withChange(ROOM!, (one) => Object.assign(one, { geometry: box(20, 0, 6, 0.001) })),
    ['geometry_wrong'],
  ],
  [
    'a room outside its floor',
    withChange(ROOM!, (one) => Object.assign(one, { geometry: box(36, 0, 6, 8) })),
    ['outside_level'],
  ],
  [
    'a thing on no floor',
    withChange(QR!, (one) => Object.assign(one, { level_id: id(77) })),
    ['no_level', 'link_broken'],
  ],
  [
    'two floors with the same ordinal',
    [...sound(), { ...upper, properties: { name: '二楼', ordinal: 0 } }],
    ['level_order'],
  ],
  ['a QR point without a name', withChange(QR!, (_, own) => void delete own.name), ['name_missing']],
  ['an edge without an end', without(INSIDE!), ['edge_dangling', 'unit_without_node']],
  [
    'a corridor to another floor',
    [...withChange(INSIDE!, (one) => Object.assign(one, { level_id: UPSTAIRS! })), upper],
    ['link_broken', 'edge_across_levels'],
  ],
  [
    'an edge from a node to itself',
    withChange(WALK!, (_, own) => Object.assign(own, { to_node_id: STREET })),
    ['edge_no_length', 'unreachable', 'island'],
  ],
  ['a link to what is gone', withChange(DOOR!, (_, own) => Object.assign(own, { via_id: id(66) })), ['link_broken']],
  ['a QR point joined to nothing', withChange(QR!, (_, own) => void delete own.node_id), ['not_joined']],
  [
    'a room that is not of the hospital',
    withChange(ROOM!, (_, own) => Object.assign(own, { place_id: id(91) })),
    ['place_unknown', 'place_missing'],
  ],
  [
    'the same room twice',
    [...sound(), { ...sound()[1]!, id: id(50), geometry: box(30, 0, 6, 8) }],
    ['place_twice', 'unit_without_node'],
  ],
  ['a room that is not drawn', without(ROOM!), ['link_broken', 'place_missing']],
  ['an island', without(DOOR!), ['unreachable', 'island']],
  [
    'a way in that nobody gets in by',
    withChange(DOOR!, (_, own) => Object.assign(own, { from_node_id: INSIDE, to_node_id: HALL, one_way: true })),
    ['unreachable', 'island'],
  ],
  ['steps only', withChange(DOOR!, (_, own) => Object.assign(own, { step_free: false })), ['not_step_free']],
  ['no entrance', without(ENTRY!), ['no_entry']],
  [
    'rooms over one another',
    [
      ...sound(),
      { id: id(51), type: 'unit', level_id: LEVEL!, geometry: box(24, 2, 6, 3), properties: { category: 'office' } },
    ],
    ['units_overlap'],
  ],
])('%s', (_, features, codes) => {
  expect(found(features)).toEqual(codes);
});

test('a QR point that hangs on the wall and is gone from the draft', () => {
  expect(found(without(QR!), { hanging: sound().filter(({ type }) => type === 'qr_point') })).toEqual(['qr_removed']);
});
