/** Draws small maps for tests: ids are names, told apart by what they are. */
import type { MapFeatureShape } from '@menzhen/contract';

type Properties = MapFeatureShape['properties'];

export class Sketch {
  readonly features: MapFeatureShape[] = [];

  #put(type: MapFeatureShape['type'], id: string, more: Omit<MapFeatureShape, 'id' | 'type'>): string {
    this.features.push({ id, type, ...more });
    return id;
  }
  level(id: string, ordinal: number, [width, height]: [number, number] = [60, 40]): string {
    const ring = [[0, 0], [width, 0], [width, height], [0, height], [0, 0]]; // biome-ignore format: one ring, one line
    const properties = { name: id, short_name: id, ordinal };
    return this.#put('level', id, { geometry: { type: 'Polygon', coordinates: [ring] }, properties });
  }
  unit(id: string, level_id: string, [x, y, width, height]: number[], properties: Properties = {}): string {
    const [left, top, right, bottom] = [x!, y!, x! + width!, y! + height!];
    const ring = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]; // biome-ignore format: one ring, one line
    const geometry = { type: 'Polygon' as const, coordinates: [ring] };
    return this.#put('unit', id, { level_id, geometry, properties: { name: id, category: 'room', ...properties } });
  }
  point(
    type: 'amenity' | 'qr_point' | 'node',
    id: string,
    level_id: string,
    at: number[],
    properties: Properties = {},
  ) {
    return this.#put(type, id, { level_id, geometry: { type: 'Point', coordinates: at }, properties });
  }
  node(id: string, level_id: string, at: number[], unit_id?: string): string {
    return this.point('node', id, level_id, at, unit_id ? { unit_id } : {});
  }
  edge(from: string, to: string, properties: Properties = {}): string {
    const ends = { from_node_id: from, to_node_id: to };
    return this.#put('edge', `${from}-${to}`, {
      geometry: null,
      properties: { kind: 'corridor', ...ends, ...properties },
    });
  }
}

/** Two floors, a lift and stairs, a pharmacy at the corner, a toilet on each floor, a ramp beside the entrance's steps. */
export function smallHospital(): MapFeatureShape[] {
  const s = new Sketch();
  for (const [level, ordinal] of [
    ['1F', 0],
    ['2F', 1],
  ] as const) {
    // biome-ignore format: two floors, one line
    s.level(level, ordinal);
    s.node(`${level}.west`, level, [2, 20]);
    s.node(`${level}.corner`, level, [30, 20]);
    s.node(`${level}.north`, level, [30, 5]);
    s.node(
      `${level}.lift`,
      level,
      [20, 16],
      s.unit(`${level}.B`, level, [18, 14, 4, 4], {
        name: 'B 号电梯',
        name_en: 'lift B',
        category: 'elevator',
        correlation_id: 'B',
      }),
    );
    s.node(`${level}.before lift`, level, [20, 20]);
    s.node(`${level}.stairs`, level, [44, 20]);
    s.node(
      `${level}.wc`,
      level,
      [10, 23],
      s.unit(`${level}.toilet`, level, [8, 22, 4, 4], { name: '卫生间', name_en: 'the toilet', category: 'restroom' }),
    );
    s.node(`${level}.before wc`, level, [10, 20]);
    for (const [from, to] of [
      ['west', 'before wc'],
      ['before wc', 'before lift'],
      ['before lift', 'corner'],
      ['corner', 'north'],
      ['corner', 'stairs'],
    ])
      s.edge(`${level}.${from}`, `${level}.${to}`);
    s.edge(`${level}.before wc`, `${level}.wc`, { kind: 'door' });
    s.edge(`${level}.before lift`, `${level}.lift`, { kind: 'door', via_id: `${level}.B` });
  }
  s.edge('1F.lift', '2F.lift', { kind: 'lift', via_id: '1F.B' });
  s.edge('1F.stairs', '2F.stairs', { kind: 'stairs' });
  s.node('street', '1F', [1, 30]);
  s.point('amenity', 'entrance', '1F', [1, 30], {
    category: 'entry',
    name: '正门',
    name_en: 'the main entrance',
    node_id: 'street',
  });
  s.edge('street', '1F.west', { kind: 'stairs', seconds: 10 });
  s.node('ramp foot', '1F', [6, 30]);
  s.edge('street', 'ramp foot');
  s.edge('ramp foot', '1F.west', { kind: 'ramp' });
  s.point('amenity', 'pharmacy', '2F', [33, 18], {
    category: 'pharmacy',
    name: '药房',
    name_en: 'the pharmacy',
    node_id: '2F.corner',
  });
  s.node(
    'room',
    '2F',
    [33, 5],
    s.unit('301', '2F', [31, 2, 6, 6], { name: '301 诊室', name_en: 'room 301', place_kind: 'room', place_id: 'r301' }),
  );
  s.edge('2F.north', 'room', { kind: 'door' });
  s.point('qr_point', 'qr', '1F', [2, 19], {
    name: '一楼西侧',
    name_en: 'ground floor west',
    node_id: '1F.west',
    facing_degrees: 0,
  });
  return s.features;
}
