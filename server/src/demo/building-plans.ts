/**
 * The demo hospital's buildings, as one would sketch them: a corridor from west to east, rooms on both sides. All invented.
 * A cell is `from`–`to` metres along the corridor. Long because the sketch of six floors is one thing.
 */
import type { AmenityCategory, UnitCategory } from '@menzhen/contract';

export interface Cell {
  from: number;
  to: number;
  name: string;
  name_en: string;
  category: UnitCategory;
  /** Key of the demo room that it is. */
  room?: string;
  amenity?: AmenityCategory;
  /** The same lift or staircase on every floor. */
  shaft?: 'lift_a' | 'lift_b' | 'stairs_east' | 'stairs_west';
}
export interface FloorPlan {
  key: string;
  name: string;
  name_en: string;
  short_name: string;
  ordinal: number;
  north: Cell[];
  south: Cell[];
  /** Where QR points hang, in metres along the corridor. */
  qr: { at: number; name: string; name_en: string }[];
}
export interface BuildingPlan {
  campus: 'main' | 'east';
  name: string;
  name_en: string;
  anchor: { longitude: number; latitude: number; bearing_degrees: number };
  length_m: number;
  floors: FloorPlan[];
}

const room = (from: number, to: number, key: string, name: string, name_en: string): Cell => {
  return { from, to, name, name_en, category: 'room', room: key };
};
const service = (
  from: number,
  to: number,
  amenity: AmenityCategory,
  name: string,
  name_en: string,
  key?: string,
): Cell => {
  return { from, to, name, name_en, category: 'room', amenity, ...(key ? { room: key } : {}) };
};
const waiting = (from: number, to: number, name = '候诊区', name_en = 'waiting area'): Cell => {
  return { from, to, name, name_en, category: 'waitingroom', amenity: 'seat' };
};
const toilet = (from: number, to: number): Cell => {
  return { from, to, name: '卫生间', name_en: 'the toilet', category: 'restroom', amenity: 'restroom.wheelchair' };
};
const staff = (from: number, to: number, name = '医护办公室', name_en = 'staff office'): Cell => {
  return { from, to, name, name_en, category: 'nonpublic' };
};
const liftA: Cell = { from: 22, to: 26, name: 'A 号电梯', name_en: 'lift A', category: 'elevator', shaft: 'lift_a' };
const stairsWest: Cell = {
  from: 26,
  to: 30,
  name: '西楼梯',
  name_en: 'the west stairs',
  category: 'stairs',
  shaft: 'stairs_west',
};
const liftB: Cell = { from: 44, to: 48, name: 'B 号电梯', name_en: 'lift B', category: 'elevator', shaft: 'lift_b' };
const stairsEast: Cell = {
  from: 48,
  to: 52,
  name: '东楼梯',
  name_en: 'the east stairs',
  category: 'stairs',
  shaft: 'stairs_east',
};

const main: BuildingPlan = {
  campus: 'main',
  name: '本部门诊楼',
  name_en: 'Main clinic building',
  anchor: { longitude: 120.000_5, latitude: 30.000_5, bearing_degrees: 12 },
  length_m: 64,
  floors: [
    {
      key: 'm1', name: '一楼', name_en: 'Ground floor', short_name: '1F', ordinal: 0,
      north: [
        service(2, 12, 'cashier', '收费处', 'the cashier'), room(12, 17, 'r101', '101 诊室', 'room 101'), room(17, 22, 'r102', '102 诊室', 'room 102'),
        liftA, stairsWest, room(30, 36, 'r103', '103 诊室', 'room 103'), room(36, 42, 'r104', '104 诊室', 'room 104'), toilet(42, 48),
        service(48, 62, 'pharmacy', '药房', 'the pharmacy', 'drugs'),
      ],
      south: [
        service(6, 12, 'information', '服务台', 'the information desk'), waiting(12, 22), room(22, 28, 'r105', '105 诊室', 'room 105'),
        room(28, 34, 'r106', '106 诊室', 'room 106'), service(34, 44, 'laboratory', '抽血处', 'the blood test', 'blood'), liftB, stairsEast,
        service(52, 57, 'imaging', '放射科', 'X-ray'), room(57, 62, 'er', '急诊室', 'the emergency room'),
      ],
      qr: [{ at: 4, name: '一楼正门', name_en: 'Ground floor, main entrance' }, { at: 29, name: '一楼中部', name_en: 'Ground floor, middle' }, { at: 54, name: '一楼东侧', name_en: 'Ground floor, east' }],
    },
    {
      key: 'm2', name: '二楼', name_en: 'Second floor', short_name: '2F', ordinal: 1,
      north: [
        room(4, 12, 'r201', '201 诊室', 'room 201'), waiting(12, 22), liftA, stairsWest, room(30, 38, 'r202', '202 诊室', 'room 202'), toilet(38, 44),
        staff(44, 60),
      ],
      south: [
        room(4, 12, 'r203', '203 诊室', 'room 203'), room(12, 20, 'r204', '204 诊室', 'room 204'), waiting(20, 34), staff(34, 44, '处置室', 'treatment room'),
        liftB, stairsEast, service(52, 62, 'laboratory', '心电图室', 'the ECG room'),
      ],
      qr: [{ at: 24, name: '二楼 A 号电梯口', name_en: 'Second floor, lift A' }, { at: 46, name: '二楼 B 号电梯口', name_en: 'Second floor, lift B' }],
    },
    {
      key: 'm3', name: '三楼', name_en: 'Third floor', short_name: '3F', ordinal: 2,
      north: [
        room(2, 9, 'r301', '301 诊室', 'room 301'), room(9, 15, 'r302', '302 诊室', 'room 302'), room(15, 22, 'r303', '303 诊室', 'room 303'), liftA, stairsWest,
        room(30, 38, 'r304', '304 诊室', 'room 304'), toilet(38, 44), staff(44, 60),
      ],
      south: [
        waiting(2, 14), room(14, 22, 'r305', '305 诊室', 'room 305'), room(22, 30, 'r306', '306 诊室', 'room 306'), waiting(30, 38, '候诊区（东）', 'waiting area (east)'),
        room(38, 44, 'r307', '307 诊室', 'room 307'), liftB, stairsEast, staff(52, 62, '检查室', 'examination room'),
      ],
      qr: [{ at: 24, name: '三楼 A 号电梯口', name_en: 'Third floor, lift A' }, { at: 46, name: '三楼 B 号电梯口', name_en: 'Third floor, lift B' }],
    },
    {
      key: 'm4', name: '四楼', name_en: 'Fourth floor', short_name: '4F', ordinal: 3,
      north: [room(8, 22, 'r401', '401 诊室', 'room 401'), liftA, stairsWest, service(30, 40, 'pharmacy', '中药房', 'the herbal pharmacy'), toilet(40, 46), staff(46, 60)],
      south: [waiting(8, 24), staff(24, 44, '针灸推拿室', 'acupuncture'), liftB, stairsEast],
      qr: [{ at: 24, name: '四楼 A 号电梯口', name_en: 'Fourth floor, lift A' }],
    },
  ],
}; // biome-ignore format: a sketch is read line by line

const eastLift: Cell = { from: 14, to: 18, name: '电梯', name_en: 'the lift', category: 'elevator', shaft: 'lift_a' };
const eastStairs: Cell = {
  from: 18,
  to: 22,
  name: '楼梯',
  name_en: 'the stairs',
  category: 'stairs',
  shaft: 'stairs_west',
};
const east: BuildingPlan = {
  campus: 'east',
  name: '东校区门诊楼',
  name_en: 'East clinic building',
  anchor: { longitude: 120.031, latitude: 30.008, bearing_degrees: 0 },
  length_m: 34,
  floors: [
    {
      key: 'e1', name: '一楼', name_en: 'Ground floor', short_name: '1F', ordinal: 0,
      north: [service(2, 8, 'cashier', '收费取药处', 'the cashier and pharmacy'), room(8, 14, 'e102', '东 102 诊室', 'East room 102'), eastLift, eastStairs, toilet(22, 28)],
      south: [service(2, 8, 'information', '服务台', 'the information desk'), waiting(8, 20), staff(20, 32)],
      qr: [{ at: 4, name: '东校区一楼正门', name_en: 'East campus, ground floor, entrance' }],
    },
    {
      key: 'e2', name: '二楼', name_en: 'Second floor', short_name: '2F', ordinal: 1,
      north: [room(4, 14, 'e201', '东 201 诊室', 'East room 201'), eastLift, eastStairs, toilet(22, 28)],
      south: [waiting(4, 16), staff(16, 32, '团体咨询室', 'group room')],
      qr: [{ at: 16, name: '东校区二楼电梯口', name_en: 'East campus, second floor, lift' }],
    },
  ],
}; // biome-ignore format: a sketch is read line by line

export const demoBuildings: readonly BuildingPlan[] = [main, east];
