import type { MapFeatureShape } from '@menzhen/contract';
import { describe, expect, test } from 'vitest';
import { drawFloor, imageOf } from './draw.ts';
import { boxOfFloor, floorDrawing, floorsOf, type FloorWish } from './floor.ts';
import { breakName, placeLabels, widthOf } from './labels.ts';
import { lightPalette, pagePalette } from './palette.ts';
import { isInside, nearestOn, roomForName, type Spot } from './spots.ts';

type Category = MapFeatureShape['properties'];
const square = (x: number, y: number, width: number, height: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
      [x, y],
    ],
  ],
});
const unit = (
  id: string,
  name: string,
  at: [number, number, number, number],
  more: Category = {},
): MapFeatureShape => ({
  id,
  type: 'unit',
  level_id: 'one',
  geometry: square(...at),
  properties: { name, ...more },
});
const features: MapFeatureShape[] = [
  {
    id: 'one',
    type: 'level',
    geometry: square(0, 0, 60, 40),
    properties: { name: '一楼', name_en: 'Ground floor', short_name: '1F', ordinal: 0 },
  },
  { id: 'two', type: 'level', geometry: null, properties: { name: '二楼', short_name: '2F', ordinal: 1 } },
  unit('hall', '大厅', [0, 15, 60, 10], { category: 'walkway' }),
  unit('room', '内科 <1> 诊室', [0, 0, 20, 15], { category: 'room', place_kind: 'room', place_id: 'r1' }),
  unit('lift', 'B 号电梯', [30, 25, 8, 8], { category: 'elevator' }),
];
const wish: FloorWish = { features, closures: [], level_id: 'one', language: 'zh' };
const options = { box: boxOfFloor(features, 'one'), width_px: 640, palette: lightPalette, text_px: 14 };

describe('a floor', () => {
  test('floors are listed from the top, by their short names', () => {
    expect(floorsOf(features, 'en').map((one) => `${one.short_name} ${one.name}`)).toEqual([
      '2F 二楼',
      '1F Ground floor',
    ]);
  });
  test('what stands on another floor is not drawn', () => {
    const drawing = floorDrawing({ ...wish, level_id: 'two' });
    expect([drawing.areas, drawing.lines, drawing.marks]).toEqual([[], [], []]);
  });
  test('a floor without anything on it has a size to draw on', () => {
    expect(boxOfFloor(features, 'two')).toEqual({ x: 0, y: 0, width: 60, height: 40 });
  });
  test('a lift is told by its sign and named once', () => {
    const drawing = floorDrawing(wish);
    expect(drawing.marks.map((mark) => [mark.look, mark.label])).toEqual([['lift', '']]);
    expect(drawFloor(drawing, options).match(/电梯/g)).toHaveLength(1);
  });
  test('what is closed is shown by another sign and another line, not by colour alone', () => {
    const drawing = floorDrawing({ ...wish, closures: [{ feature_id: 'lift' }] });
    expect(drawing.marks[0]!.look).toBe('closed');
    expect(drawing.areas.find((area) => area.id === 'lift')!.look).toBe('closed');
  });
  test('of a way over two floors each floor shows its own part, the last one the goal', () => {
    const way = {
      to_feature_id: 'room',
      legs: [
        {
          level_id: 'two',
          level_name: '二楼',
          points: [
            [1, 1],
            [5, 1],
          ],
        },
        {
          level_id: 'one',
          level_name: '一楼',
          points: [
            [32, 26],
            [32, 20],
            [10, 20],
            [10, 14],
          ],
        },
      ],
    };
    expect(floorDrawing({ ...wish, level_id: 'two', way }).marks).toEqual([]);
    const there = floorDrawing({ ...wish, way });
    expect(there.lines.map((line) => line.look)).toEqual(['route']);
    expect(there.marks.find((mark) => mark.look === 'goal')!.at).toEqual([10, 14]);
    expect(there.areas.find((area) => area.id === 'room')!.look).toBe('goal');
  });
});

describe('the picture', () => {
  test('is one SVG element in which names cannot become elements', () => {
    const svg = drawFloor(floorDrawing(wish), options);
    expect(svg).toMatch(/^<svg xmlns=[^>]*viewBox="-2 -2 64 44" width="640" height="440"/);
    expect(svg).not.toContain('<1>');
    expect(svg).toContain('&#60;1&#62;');
    expect(imageOf(svg)).toMatch(/^data:image\/svg\+xml,%3Csvg/);
  });
  test('an image holds no names of tokens, a page no colours of its own', () => {
    expect(drawFloor(floorDrawing(wish), options)).not.toContain('var(');
    expect(drawFloor(floorDrawing(wish), { ...options, palette: pagePalette })).not.toMatch(/#[0-9a-f]{6}/);
  });
  test('only a page on which parts are chosen names them', () => {
    expect(drawFloor(floorDrawing(wish), options)).not.toContain('data-id');
    expect(drawFloor(floorDrawing(wish), { ...options, pickable: true })).toContain('data-id="room"');
  });
});

describe('names', () => {
  test('one that does not fit is broken in two, or left out', () => {
    expect(widthOf('内科A', 10)).toBeCloseTo(25.6);
    expect(breakName('内科诊室', 60, 14)).toEqual(['内科诊室']);
    expect(breakName('内科诊室', 40, 14)).toEqual(['内科', '诊室']);
    expect(breakName('Internal medicine 1', 80, 14)).toEqual(['Internal', 'medicine 1']);
    expect(breakName('内科诊室', 20, 14)).toBeNull();
  });
  test('no two stand over one another; where one is goes first', () => {
    const here = { level_id: 'one', at: [10, 6] as Spot, label: '您在这里' };
    const labels = placeLabels(floorDrawing({ ...wish, here }), 14, 0.1);
    expect(labels[0]!.lines).toEqual(['您在这里']);
    const crowded = placeLabels(floorDrawing({ ...wish, here }), 14, 0.3);
    expect(crowded.map((label) => label.lines.join(''))).not.toContain('B 号电梯');
  });
});

describe('spots', () => {
  const bent: Spot[] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [8, 10],
    [8, 2],
    [0, 2],
  ];
  test('a name stands inside even a bent room', () => {
    const room = roomForName(bent)!;
    expect(isInside(room.at, bent)).toBe(true);
    expect(isInside([4, 6], bent)).toBe(false);
  });
  test('the nearest spot of a wall', () => {
    expect(nearestOn([5, 5], [0, 0], [10, 0])).toEqual([5, 0]);
    expect(nearestOn([-5, 5], [0, 0], [10, 0])).toEqual([0, 0]);
  });
});
