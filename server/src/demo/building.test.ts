import { expect, test } from 'vitest';
import { findWay, graphOf } from '@menzhen/wayfinding';
import { check } from '../modules/navigation/rules-check.ts';
import { drawBuilding } from './building.ts';
import { demoBuildings } from './building-plans.ts';
import { demoRooms } from './departments.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const rooms = Object.fromEntries(demoRooms.map(({ key }, n) => [key, uuid(n)]));

test.each(demoBuildings)('the checker has nothing to say of $name_en', (plan) => {
  const places = demoRooms
    .filter(({ campus }) => campus === plan.campus)
    .map(({ key, name, floor }) => ({
      place_kind: 'room' as const,
      place_id: rooms[key]!,
      name,
      department_name: '',
      floor,
    }));
  const found = check({ features: drawBuilding(plan, rooms), places, hanging: [] });
  expect(
    found.map(({ code, features }) => [code, features.map(({ type, properties }) => [type, properties.name])]),
  ).toEqual([]);
});

test('from the door to a room on the third floor, with and without steps', () => {
  const features = drawBuilding(demoBuildings[0]!, rooms);
  const ways = graphOf(features);
  const from = features.find(({ properties }) => properties.category === 'entry')!.id;
  const ask = {
    map: { id: uuid(0), number: 1 },
    from,
    goal: { to: 'room', id: rooms.r305! },
    pace: 1.2,
    closed: [],
  } as const;
  const zh = findWay(ways, { ...ask, step_free: false, locale: 'zh' }).way!;
  expect(zh.steps.map(({ text }) => text)).toEqual([
    '从 1F 正门出发',
    '走几级台阶',
    '经过收费处，直行 23 米',
    '在 102 诊室处左转，走 4 米',
    '乘 A 号电梯到 3F',
    '出电梯直行 4 米',
    '在 303 诊室处右转，走 6 米',
    '到达：305 诊室在您的左手边',
  ]);
  const free = findWay(ways, { ...ask, step_free: true, locale: 'en' }).way!;
  expect(free.steps.map(({ kind }) => kind)).not.toContain('stairs');
  expect(free.steps.map(({ kind }) => kind)).toContain('ramp');
  expect(free.step_free).toBe(true);
  expect(free.seconds).toBeGreaterThan(zh.seconds);
});
