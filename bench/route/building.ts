/** A building of 20 floors and 10,000 nodes, drawn from a seed: corridors in a grid, rooms along them, lifts and stairs at its corners. */
import type { MapFeatureShape } from '@menzhen/contract';

export interface Tower {
  features: MapFeatureShape[];
  /** Nodes inside rooms: where people come from and go to. */
  rooms: string[];
}

const FLOORS = 20;
/** 12 corridors east–west with 20 crossings each, and 260 rooms: 500 nodes a floor. */
const CORRIDORS = 12;
const CROSSINGS = 20;
const ROOMS = 260;
const APART_METRES = 8;

type Point = [number, number];
const uuid = (n: number): string => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

class Site {
  readonly features: MapFeatureShape[] = [];
  readonly rooms: string[] = [];
  #last = 0;

  put(feature: Omit<MapFeatureShape, 'id'>): string {
    this.#last += 1;
    const id = uuid(this.#last);
    this.features.push({ id, ...feature });
    return id;
  }
  node(level_id: string, coordinates: Point, unit_id?: string): string {
    return this.put({
      type: 'node',
      level_id,
      geometry: { type: 'Point', coordinates },
      properties: unit_id ? { unit_id } : {},
    });
  }
  edge(from_node_id: string, to_node_id: string, kind: 'corridor' | 'door' | 'lift' | 'stairs'): void {
    const properties = { from_node_id, to_node_id, kind, step_free: kind !== 'stairs' };
    this.put({ type: 'edge', level_id: null, geometry: null, properties });
  }
  area(type: 'level' | 'unit', [left, top]: Point, [right, bottom]: Point, more: Partial<MapFeatureShape>): string {
    const ring: Point[] = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]; // biome-ignore format: one ring
    return this.put({ type, geometry: { type: 'Polygon', coordinates: [ring] }, properties: {}, ...more });
  }
}

function floor(site: Site, ordinal: number): string[][] {
  const [width, height] = [CROSSINGS * APART_METRES, CORRIDORS * APART_METRES];
  const level_id = site.area('level', [0, 0], [width, height], {
    properties: { name: `${ordinal + 1}F`, short_name: `${ordinal + 1}F`, ordinal },
  });
  const grid = Array.from({ length: CORRIDORS }, (_, row) =>
    Array.from({ length: CROSSINGS }, (_, column) => site.node(level_id, [column * APART_METRES, row * APART_METRES])),
  );
  for (const [row, crossings] of grid.entries())
    for (const [column, node] of crossings.entries()) {
      if (column > 0) site.edge(crossings[column - 1]!, node, 'corridor');
      if (row > 0 && column % 3 === 0) site.edge(grid[row - 1]![column]!, node, 'corridor');
    }
  for (let n = 0; n < ROOMS; n += 1) {
    const [row, column] = [n % CORRIDORS, Math.floor(n / CORRIDORS) % CROSSINGS];
    const side = n >= CORRIDORS * CROSSINGS ? 1 : 0;
    const at: Point = [column * APART_METRES + 1 + side * 3, row * APART_METRES + 2];
    const unit = site.area('unit', at, [at[0] + 3, at[1] + 4], {
      level_id,
      properties: { name: `${ordinal + 1}${n}`, category: 'room' },
    });
    const inside = site.node(level_id, [at[0] + 1, at[1] + 1], unit);
    site.edge(grid[row]![column]!, inside, 'door');
    site.rooms.push(inside);
  }
  return grid;
}

export function drawTower(): Tower {
  const site = new Site();
  const floors = Array.from({ length: FLOORS }, (_, ordinal) => floor(site, ordinal));
  const corners: [row: number, column: number, kind: 'lift' | 'stairs'][] = [
    [0, 0, 'lift'],
    [0, CROSSINGS - 1, 'stairs'],
    [CORRIDORS - 1, 0, 'stairs'],
    [CORRIDORS - 1, CROSSINGS - 1, 'lift'],
    [CORRIDORS >> 1, CROSSINGS >> 1, 'lift'],
  ];
  for (const [n, grid] of floors.slice(1).entries())
    for (const [row, column, kind] of corners) site.edge(floors[n]![row]![column]!, grid[row]![column]!, kind);
  return { features: site.features, rooms: site.rooms };
}
