import { expect, test } from 'vitest';
import { keptOrTaken, momentOf, readPools, type TypedPool, typedMoment } from './pool-words.ts';

const typed = (pool: string, more: Partial<TypedPool> = {}): TypedPool => ({
  pool,
  floor: '0',
  ceiling: '',
  moment: { day: '', time: '' },
  used: 0,
  recycled_at: null,
  ...more,
});

test('a moment is typed in the hospital’s time, also over midnight', () => {
  expect(typedMoment('2026-11-24T01:30:00Z')).toEqual({ day: '2026-11-24', time: '09:30' });
  expect(momentOf({ day: '2026-11-24', time: '0:30' })).toBe('2026-11-23T16:30:00.000Z');
  expect([typedMoment(null), momentOf({ day: '', time: ' ' })]).toEqual([{ day: '', time: '' }, null]);
  expect([momentOf({ day: '', time: '9:30' }), momentOf({ day: '2026-11-24', time: '25:00' })]).toEqual([
    undefined,
    undefined,
  ]);
});

test('what is typed becomes terms; what is no whole number is named', () => {
  expect(
    readPools([
      typed('on_site', { floor: ' 4 ', moment: { day: '2026-11-24', time: '9:30' } }),
      typed('app', { ceiling: '9' }),
    ]),
  ).toEqual({
    items: [
      { pool: 'on_site', floor: 4, ceiling: null, recycles_at: '2026-11-24T01:30:00.000Z' },
      { pool: 'app', floor: 0, ceiling: 9, recycles_at: null },
    ],
    wrong: [],
  });
  expect(readPools([typed('app', { floor: '-1', ceiling: '1.5' })]).wrong).toEqual(['app.floor', 'app.ceiling']);
});

test('places kept and already used count once', () => {
  expect(keptOrTaken([typed('on_site', { floor: '4', used: 1 }), typed('app', { used: 3 })], 5)).toBe(8);
});
