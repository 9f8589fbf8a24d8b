import { describe, expect, test } from 'vitest';
import type { MapFeatureShape } from '@menzhen/contract';
import { graphOf } from './graph.ts';
import { smallHospital } from './testing/draw.ts';
import { findWay, type WayAsk } from './way.ts';

const ways = graphOf(smallHospital());
const asked: WayAsk = {
  map: { id: 'm', number: 1 },
  from: 'street',
  goal: { to: 'room', id: 'r301' },
  pace: 1.2,
  step_free: false,
  closed: [],
  locale: 'en',
};
const way = (ask: Partial<WayAsk> = {}, on = ways) => findWay(on, { ...asked, ...ask });
const texts = (ask: Partial<WayAsk> = {}) => way(ask).way?.steps.map(({ text }) => text);

describe('a way in words', () => {
  test('by the lift, past the pharmacy, to the door', () => {
    expect(texts({ from: 'qr' })).toEqual([
      'Start at ground floor west, 1F',
      'Turn right, then 18 m',
      'Turn left at lift B, then 4 m',
      'Take lift B to 2F',
      'Leave the lift and go straight on for 4 m',
      'Turn left, then 10 m',
      'Turn left at the pharmacy, then 15 m',
      'You have arrived: room 301 is on your right',
    ]);
  });
  test('in Chinese', () => {
    expect(texts({ from: 'qr', locale: 'zh' })).toEqual([
      '从 1F 一楼西侧出发',
      '右转，走 18 米',
      '在 B 号电梯处左转，走 4 米',
      '乘 B 号电梯到 2F',
      '出电梯直行 4 米',
      '左转，走 10 米',
      '在药房处左转，走 15 米',
      '到达：301 诊室在您的右手边',
    ]);
  });
  test('what is drawn: one line a floor', () => {
    const { legs } = way({ from: 'qr' }).way!;
    expect(legs.map(({ level_name, points }) => [level_name, points.length])).toEqual([
      ['1F', 4],
      ['2F', 5],
    ]);
  });
});

describe('which way', () => {
  const kinds = (ask: Partial<WayAsk>) => way(ask).way?.steps.map(({ kind }) => kind);
  test('step-free takes the ramp and says so', () => {
    expect(kinds({})?.slice(1, 2)).toEqual(['stairs']);
    expect(way({}).way?.step_free).toBe(false);
    expect(kinds({ step_free: true })).toContain('ramp');
    expect(way({ step_free: true }).way?.step_free).toBe(true);
  });
  test('a lift that is closed on one floor is closed on all; the stairs are taken', () => {
    expect(kinds({ from: 'qr' })).toContain('lift');
    expect(kinds({ from: 'qr', closed: ['2F.B'] })).not.toContain('lift');
    expect(kinds({ from: 'qr', closed: ['2F.B'] })).toContain('stairs');
    expect(way({ closed: ['1F.B'], step_free: true })).toEqual({ problem: 'no_step_free_way' });
    expect(way({ closed: ['1F.B', '1F.stairs-2F.stairs'] })).toEqual({ problem: 'no_way' });
  });
  test('who walks slowly needs longer, and waits for the lift no longer', () => {
    const [usual, slow] = [way({ from: 'qr' }), way({ from: 'qr', pace: 0.6 })].map(({ way }) => way!.seconds);
    expect(slow! / usual!).toBeGreaterThan(1.2);
    expect(slow! / usual!).toBeLessThan(2);
  });
  test('the nearest toilet is the one on this floor', () => {
    const toilet = (from: string) => way({ from, goal: { to: 'nearest', category: 'restroom' } }).way?.to_feature_id;
    expect([toilet('street'), toilet('2F.west')]).toEqual(['1F.toilet', '2F.toilet']);
  });
  test('from where one wants to go it takes nothing', () => {
    expect(way({ from: '301' }).way).toMatchObject({
      seconds: 0,
      minutes: 0,
      distance_m: 0,
      legs: [{ points: [[33, 5]] }],
    });
  });
  test('one way only in its direction', () => {
    const features: MapFeatureShape[] = structuredClone(smallHospital());
    for (const one of features)
      if (one.properties.kind === 'lift' || one.properties.kind === 'stairs') one.properties.one_way = true;
    const up = graphOf(features);
    expect(way({ from: 'qr' }, up).way).toBeDefined();
    expect(way({ from: '301', goal: { to: 'feature', id: 'qr' } }, up)).toEqual({ problem: 'no_way' });
  });
  test('places that are not there are said to be so', () => {
    expect(way({ goal: { to: 'room', id: 'nowhere' } })).toEqual({ problem: 'place_not_on_map' });
    expect(way({ goal: { to: 'nearest', category: 'imaging' } })).toEqual({ problem: 'place_not_on_map' });
    expect(way({ from: 'nowhere' })).toEqual({ problem: 'not_found' });
  });
});
