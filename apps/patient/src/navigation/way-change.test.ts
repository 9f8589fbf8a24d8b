import type { PublishedMapView, WayView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { changeOf, isTold } from './way-change.ts';

const map = (closed: string[], more: Partial<PublishedMapView> = {}) =>
  ({
    id: 'map',
    number: 1,
    pace: 1.2,
    features: [],
    closures: closed.map((feature_id) => ({ feature_id, reason: '检修' })),
    ...more,
  }) as unknown as PublishedMapView;
const way = (...steps: string[]) => ({ steps: steps.map((text) => ({ text })) }) as unknown as WayView;
const [byLift, byStairs] = [way('lift A'), way('stairs')];

test('a closed lift on the way: what is closed and that the way is another', () => {
  const change = changeOf({ map: map([]), way: byLift }, { map: map(['a']), way: byStairs });
  expect(change).toEqual({ closed: [{ feature_id: 'a', reason: '检修' }], reopened: [], way: 'other' });
});

test('closed elsewhere: the way stays; open again is told too', () => {
  expect(changeOf({ map: map(['b']), way: byLift }, { map: map(['a']), way: byLift })).toEqual({
    closed: [{ feature_id: 'a', reason: '检修' }],
    reopened: ['b'],
    way: 'same',
  });
});

test('a new version with another way is a change, one with the same way is none', () => {
  const next = map([], { number: 2 });
  expect(changeOf({ map: map([]), way: byLift }, { map: next, way: byStairs })?.way).toBe('other');
  expect(changeOf({ map: map([]), way: byLift }, { map: next, way: byLift })).toBeNull();
});

test('no way is left: what is closed is told, the page says the rest', () => {
  expect(changeOf({ map: map([]), way: byLift }, { map: map(['a']), way: null })?.way).toBe('none');
});

test('the first map, or that of another campus, is no change', () => {
  expect(changeOf({ map: null, way: null }, { map: map(['a']), way: byLift })).toBeNull();
  expect(changeOf({ map: map([]), way: byLift }, { map: map(['a'], { id: 'other' }), way: byStairs })).toBeNull();
});

test('news that say what is shown are none', () => {
  const { features: _, ...news } = map(['a']);
  expect(isTold(map(['a']), news)).toBe(true);
  expect(isTold(map([]), news)).toBe(false);
  expect(isTold(map(['a'], { pace: 1 }), news)).toBe(false);
});
