/** Draws a sketched building as the features of a map: floors, rooms, doors, lifts, ways, QR points. */
import type { MapFeatureShape } from '@menzhen/contract';
import { newId } from '../kernel/index.ts';
import type { BuildingPlan, Cell, FloorPlan } from './building-plans.ts';

type Feature = MapFeatureShape;
type Properties = Feature['properties'];

const CORRIDOR = { top: 9, bottom: 12, middle: 10.5 };
const DEPTH_METRES = 9;
const BOTTOM = CORRIDOR.bottom + DEPTH_METRES;
/** Before the main door: three steps, and a ramp along the wall. */
const STREET_METRES = -4;

class Drawing {
  readonly features: Feature[] = [];
  readonly #plan: BuildingPlan;
  readonly #rooms: Readonly<Record<string, string>>;
  readonly #building: string;
  /** The corridor's nodes of the floor being drawn, by metres along it: doors across from one another share one. */
  #corridor = new Map<number, string>();
  /** Nodes of lifts and stairs, floor by floor. */
  readonly #shafts = new Map<string, { correlation_id: string; nodes: string[]; units: string[]; category: string }>();

  constructor(plan: BuildingPlan, rooms: Readonly<Record<string, string>>) {
    this.#plan = plan;
    this.#rooms = rooms;
    const { name, name_en } = plan;
    this.#building = this.#put({ type: 'building', geometry: null, properties: { name, name_en } });
  }

  #put(feature: Omit<Feature, 'id'>): string {
    const id = newId();
    this.features.push({ id, level_id: null, ...feature });
    return id;
  }
  #box([left, top, right, bottom]: readonly [number, number, number, number]): Feature['geometry'] {
    const ring = [[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]; // biome-ignore format: one ring
    return { type: 'Polygon', coordinates: [ring] };
  }
  #point(
    type: 'node' | 'amenity' | 'qr_point',
    level_id: string,
    at: [number, number],
    properties: Properties,
  ): string {
    return this.#put({ type, level_id, geometry: { type: 'Point', coordinates: at }, properties });
  }
  #edge(from_node_id: string, to_node_id: string, properties: Properties): void {
    this.#put({ type: 'edge', geometry: null, properties: { from_node_id, to_node_id, ...properties } });
  }

  #onCorridor(level_id: string, x: number): string {
    const node = this.#corridor.get(x) ?? this.#point('node', level_id, [x, CORRIDOR.middle], {});
    this.#corridor.set(x, node);
    return node;
  }

  /** A cell's area, its door, the node inside and the one before the door; the latter joins the corridor. */
  #cell(level_id: string, side: 'north' | 'south', cell: Cell): void {
    const { from, to, name, name_en, category, shaft, amenity } = cell;
    const isNorth = side === 'north';
    const [top, bottom] = isNorth ? [0, CORRIDOR.top] : [CORRIDOR.bottom, BOTTOM];
    const wall = isNorth ? CORRIDOR.top : CORRIDOR.bottom;
    const x = (from + to) / 2;
    const place = cell.room ? { place_kind: 'room' as const, place_id: this.#rooms[cell.room]! } : {};
    const correlation = shaft ? { correlation_id: this.#shaft(shaft, category).correlation_id } : {};
    const unit = this.#put({
      type: 'unit', level_id, geometry: this.#box([from, top, to, bottom]), properties: { name, name_en, category, ...place, ...correlation },
    }); // biome-ignore format: one record
    this.#put({
      type: 'opening', level_id, geometry: { type: 'LineString', coordinates: [[x - 0.6, wall], [x + 0.6, wall]] }, properties: { category: 'pedestrian' },
    }); // biome-ignore format: one record
    const inside: [number, number] = [x, isNorth ? wall - 2 : wall + 2];
    const node = this.#point('node', level_id, inside, { unit_id: unit });
    this.#edge(this.#onCorridor(level_id, x), node, {
      kind: 'door',
      step_free: true,
      ...(shaft ? { via_id: unit } : {}),
    });
    if (amenity)
      this.#point('amenity', level_id, inside, { name, name_en, category: amenity, unit_id: unit, node_id: node });
    if (shaft) {
      const kind = category === 'elevator' ? 'elevator' : 'stairs';
      this.#point('amenity', level_id, inside, {
        name,
        name_en,
        category: kind,
        unit_id: unit,
        node_id: node,
        ...correlation,
      });
      const { nodes, units } = this.#shaft(shaft, category);
      nodes.push(node);
      units.push(unit);
    }
  }

  #shaft(key: string, category: string) {
    const known = this.#shafts.get(key) ?? { correlation_id: newId(), nodes: [], units: [], category };
    this.#shafts.set(key, known);
    return known;
  }

  #joinCorridor(): void {
    const along = [...this.#corridor].toSorted(([a], [b]) => a - b).map(([, node]) => node);
    for (const [n, node] of along.slice(1).entries())
      this.#edge(along[n]!, node, { kind: 'corridor', step_free: true });
    this.#corridor = new Map();
  }

  /** The main door at the corridor's west end. */
  #entrance(level_id: string): void {
    const door = this.#onCorridor(level_id, 1);
    const street = this.#point('node', level_id, [STREET_METRES + 1, CORRIDOR.middle], {});
    const ramp = this.#point('node', level_id, [STREET_METRES + 1, CORRIDOR.bottom + 3], {});
    this.#point('amenity', level_id, [STREET_METRES + 1, CORRIDOR.middle], {
      name: '正门',
      name_en: 'the main entrance',
      category: 'entry',
      node_id: street,
    });
    this.#edge(street, door, { kind: 'stairs', step_free: false, seconds: 8 });
    this.#edge(street, ramp, { kind: 'corridor', step_free: true });
    this.#edge(ramp, door, { kind: 'ramp', step_free: true });
  }

  #floor(floor: FloorPlan): void {
    const { name, name_en, short_name, ordinal } = floor;
    const { length_m } = this.#plan;
    const level_id = this.#put({
      type: 'level', geometry: this.#box([ordinal === 0 ? STREET_METRES : 0, 0, length_m, BOTTOM]), properties: { name, name_en, short_name, ordinal, building_id: this.#building },
    }); // biome-ignore format: one record
    this.#put({
      type: 'unit', level_id, geometry: this.#box([0, CORRIDOR.top, length_m, CORRIDOR.bottom]), properties: { name: '走廊', name_en: 'the corridor', category: 'walkway' },
    }); // biome-ignore format: one record
    for (const side of ['north', 'south'] as const) for (const cell of floor[side]) this.#cell(level_id, side, cell);
    for (const { at, name, name_en } of floor.qr) {
      const sign = { name, name_en, node_id: this.#onCorridor(level_id, at), facing_degrees: 0 };
      this.#point('qr_point', level_id, [at, CORRIDOR.top], sign);
    }
    if (ordinal === 0) this.#entrance(level_id);
    this.#joinCorridor();
  }

  draw(): Feature[] {
    for (const floor of this.#plan.floors) this.#floor(floor);
    for (const { nodes, units, category } of this.#shafts.values())
      for (const [n, node] of nodes.slice(1).entries()) {
        const isLift = category === 'elevator';
        this.#edge(nodes[n]!, node, { kind: isLift ? 'lift' : 'stairs', step_free: isLift, via_id: units[n]! });
      }
    return this.features;
  }
}

/** @param rooms ids of the demo rooms by their key */
export const drawBuilding = (plan: BuildingPlan, rooms: Readonly<Record<string, string>>): Feature[] =>
  new Drawing(plan, rooms).draw();
