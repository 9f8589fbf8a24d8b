import type { MapFeatureShape, PublishedMapView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { findPlaces, nearestOf, placesOf } from './places.ts';
import { pointOf } from './kept-code.ts';
import { nextTicket } from './next-ticket.ts';

const feature = (
  id: string,
  type: MapFeatureShape['type'],
  properties: MapFeatureShape['properties'],
  level_id?: string,
) => ({
  id,
  type,
  level_id,
  geometry: null,
  properties,
});
const map = {
  features: [
    feature('1', 'level', { name: '一楼', short_name: '1F', ordinal: 0 }),
    feature('2', 'level', { name: '二楼', short_name: '2F', ordinal: 1 }),
    feature('a', 'unit', { name: '内科 2 诊室', name_en: 'Medicine 2', category: 'room' }, '2'),
    feature('b', 'unit', { name: '走廊', category: 'walkway' }, '1'),
    feature('c', 'amenity', { name: '洗手间', category: 'restroom' }, '1'),
    feature('d', 'node', { name: '路口' }, '1'),
  ],
} as unknown as PublishedMapView;

test('what can be asked for has a name and is a place; corridors and nodes are not', () => {
  expect(placesOf(map, 'zh').map((one) => `${one.level} ${one.name}`)).toEqual(['1F 洗手间', '2F 内科 2 诊室']);
  expect(placesOf(map, 'en').map((one) => one.name)).toContain('Medicine 2');
});

test('places are found by all the words typed, the floor among them', () => {
  const places = placesOf(map, 'zh');
  expect(findPlaces(places, ' 2f  内科 ').map((one) => one.id)).toEqual(['a']);
  expect(findPlaces(places, '')).toHaveLength(2);
  expect(findPlaces(places, '牙科')).toEqual([]);
});

test('“nearest” is offered only for what the map has', () => {
  expect(nearestOf(map)).toEqual(['restroom']);
});

test('a call goes before a wait, a wished ticket before both, and what is over leads nowhere', () => {
  const ticket = (id: string, state: string) =>
    ({ id, state, room_id: 'r' }) as Parameters<typeof nextTicket>[0][number];
  const tickets = [ticket('over', 'finished'), ticket('waits', 'waiting'), ticket('called', 'called')];
  expect(nextTicket(tickets, null)!.id).toBe('called');
  expect(nextTicket(tickets, 'waits')!.id).toBe('waits');
  expect(nextTicket(tickets, 'over')!.id).toBe('called');
  expect(nextTicket([], null)).toBeNull();
});

test('a code names its point and its map, and anything else names nothing', () => {
  expect(pointOf('AaIDrrBPfWexDmVpTGbKmg.AaIDrrBddASag_hcv1Vflg.uHTmKEfqqXhlUQzW')).toEqual({
    qr_point_id: '01a203ae-b04f-7d67-b10e-65694c66ca9a',
    map_id: '01a203ae-b05d-7404-9a83-f85cbf555f96',
  });
  expect(pointOf('https://example.org/?code=1')).toBeNull();
  expect(pointOf('')).toBeNull();
});
