import { describe, expect, test } from 'vitest';
import { applied, byId, type Feature } from './edits.ts';
import { finished, type Hand, nothingBegun, type Outcome, pressed, type Tool } from './tools.ts';

const level: Feature = { id: 'L', type: 'level', geometry: null, properties: {} };
const hand = (tool: Tool): Hand => ({
  tool,
  features: byId([level]),
  level_id: 'L',
  begun: nothingBegun,
  unit_category: 'room',
  amenity_category: 'restroom',
  code_name: '定位码 1',
  reach_m: 0.5,
});
/** The draft after an outcome, with the hand as it goes on. */
const next = (before: Hand, outcome: Outcome): Hand => ({
  ...before,
  begun: outcome.begun,
  features: outcome.change ? applied(before.features, outcome.change) : before.features,
});
const press = (before: Hand, ...spots: [number, number][]): Hand =>
  spots.reduce((now, at) => next(now, pressed(now, at, null)), before);
const made = (now: Hand, type: Feature['type']) => [...now.features.values()].filter((one) => one.type === type);

describe('tools', () => {
  test('a room is two presses; two at one spot are none', () => {
    expect(made(press(hand('room'), [0, 0], [4, 3]), 'unit')[0]!.geometry).toMatchObject({ type: 'Polygon' });
    expect(made(press(hand('room'), [0, 0], [0, 0]), 'unit')).toEqual([]);
  });
  test('an outline ends where it began, or by Enter', () => {
    const three = press(hand('outline'), [0, 0], [4, 0], [4, 4]);
    expect(made(three, 'unit')).toEqual([]);
    expect(made(press(three, [0.2, 0.1]), 'unit')).toHaveLength(1);
    expect(made(next(three, finished(three)), 'unit')).toHaveLength(1);
    const two = press(hand('outline'), [0, 0], [4, 0]);
    expect(finished(two)).toEqual({ begun: nothingBegun });
  });
  test('ways go on from the last node, and close on one that is there', () => {
    const after = press(hand('way'), [0, 0], [5, 0], [5, 5], [0.1, 0.1]);
    expect(made(after, 'node')).toHaveLength(3);
    expect(made(after, 'edge')).toHaveLength(3);
    expect(made(press(after, [5, 0]), 'edge')).toHaveLength(3);
  });
  test('a code and an amenity are one press and are chosen', () => {
    const outcome = pressed(hand('code'), [1, 1], null);
    expect(outcome.change!.put[0]!.properties.name).toBe('定位码 1');
    expect(outcome.chosen).toBe(outcome.change!.put[0]!.id);
    expect(made(press(hand('amenity'), [1, 1]), 'amenity')).toHaveLength(1);
  });
  test('choosing takes what lies there, or nothing', () => {
    expect(pressed(hand('choose'), [0, 0], 'x').chosen).toBe('x');
    expect(pressed(hand('choose'), [0, 0], null).chosen).toBeNull();
  });
});
