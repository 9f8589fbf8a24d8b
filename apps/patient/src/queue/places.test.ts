import { expect, test } from 'vitest';
import { newCalls, type Place, sortedPlaces, whereOf } from './places.ts';

const place = (part: Partial<Place['ticket']>, people_ahead = 0) =>
  ({
    people_ahead,
    ticket: { id: 'a', state: 'waiting', calls: 0, room_name: '', service_point_name: '', ...part },
  }) as Place;

test('who is called comes first, then the shorter line, and what is over last', () => {
  const all = [
    place({ id: 'over', state: 'finished' }),
    place({ id: 'long' }, 9),
    place({ id: 'short' }, 2),
    place({ id: 'now', state: 'called' }),
  ];
  expect(sortedPlaces(all).map(({ ticket }) => ticket.id)).toEqual(['now', 'short', 'long', 'over']);
});

test('a call is new when it was not there before, or is one more', () => {
  const before = [place({ calls: 0 })];
  expect(newCalls(before, [place({ calls: 0 })])).toBe(false);
  expect(newCalls(before, [place({ state: 'called', calls: 1 })])).toBe(true);
  expect(newCalls([place({ state: 'called', calls: 1 })], [place({ state: 'called', calls: 2 })])).toBe(true);
  expect(newCalls(before, [place({ state: 'in_consultation', calls: 1 })])).toBe(false);
});

test('a called ticket names the room, a waiting one its service point', () => {
  const names = { room_name: '采血 1 号', service_point_name: '检验科窗口' };
  expect(whereOf(place({ ...names, state: 'called' }))).toBe('采血 1 号');
  expect(whereOf(place(names))).toBe('检验科窗口');
});
