import fc from 'fast-check';
import { expect, it } from 'vitest';
import { poolFaults, poolRowsOf, poolsVersion, wholePlaces } from './pool-rows.ts';

const percent = (n: number) => ({ percent: n });
const at = (text: string) => Temporal.Instant.from(text);

it.each([
  [[percent(20)], 40, [8]],
  [[percent(20)], 3, [0]],
  [[percent(20), percent(20)], 4, [1, 0]],
  [[percent(10), percent(25)], 6, [1, 1]],
  [[percent(33), percent(33), percent(33)], 10, [3, 3, 3]],
  [[{ places: 5 }, percent(50)], 6, [4, 2]],
  [[percent(10), percent(20), percent(70)], 10, [1, 2, 7]],
  [[], 6, []],
])('%j of %i places are %j whole ones', (shares, places, whole) => expect(wholePlaces(shares, places)).toEqual(whole));

it('whole places never pass what there is, nor what was promised together', () => {
  const share = fc.oneof(fc.record({ percent: fc.nat(120) }), fc.record({ places: fc.nat(30) }));
  fc.assert(
    fc.property(fc.array(share, { maxLength: 8 }), fc.nat(120), (shares, places) => {
      const whole = wholePlaces(shares, places);
      const sum = whole.reduce((all, n) => all + n, 0);
      const promised = shares.reduce((all, s) => all + ('percent' in s ? (s.percent * places) / 100 : s.places), 0);
      expect(whole.every((n) => n >= 0 && Number.isInteger(n))).toBe(true);
      expect(sum).toBeLessThanOrEqual(places);
      expect(sum).toBeLessThanOrEqual(promised + 1e-6);
      expect(Math.min(places, promised) - sum).toBeLessThan(1);
    }),
  );
});

const policy = {
  reserves: [
    { reserve: 'on_site' as const, share: percent(20), recycles: { days_before: 0, at: '09:30' } },
    { reserve: 'senior' as const, share: { places: 1 }, recycles: null },
  ],
  channels: [{ channel: 'phone' as const, floor: null, ceiling: percent(10), recycles: null }],
  stages: [{ share: percent(50), opens: { days_before: 1, at: '07:00' } }],
  senior_from_age_years: 60,
};

it('a policy becomes the partitions of a session, each with its moment', () => {
  expect(poolRowsOf(policy, { places: 20, date: '2026-11-24' })).toEqual([
    { pool: 'on_site', floor: 4, ceiling: null, recycles_at: at('2026-11-24T01:30:00Z') },
    { pool: 'senior', floor: 1, ceiling: null, recycles_at: null },
    { pool: 'phone', floor: 0, ceiling: 2, recycles_at: null },
    { pool: 'stage:1', floor: 10, ceiling: null, recycles_at: at('2026-11-22T23:00:00Z') },
  ]);
});

it('a small session shuts no channel', () => {
  const [, , phone] = poolRowsOf(policy, { places: 4, date: '2026-11-24' });
  expect(phone).toMatchObject({ pool: 'phone', ceiling: 1 });
});

const terms = (pool: string, more: object = {}) => ({ pool, floor: 0, ceiling: null, recycles_at: null, ...more });
const session = { places: 10, now: at('2026-11-24T01:00:00Z'), used: (pool: string) => (pool === 'app' ? 4 : 0) };
it.each([
  ['a limit below what is taken', [terms('app', { ceiling: 3 })], 'app'],
  ['a limit below what is kept', [terms('phone', { floor: 2, ceiling: 1 })], 'phone'],
  ['a share without an opening time', [terms('stage:1', { floor: 2 })], 'stage:1'],
  ['a moment that is past', [terms('senior', { floor: 1, recycles_at: at('2026-11-24T00:00:00Z') })], 'senior'],
  ['one pool twice', [terms('senior'), terms('senior')], 'senior'],
  ['more than there is', [terms('app'), terms('senior', { floor: 7 })], ''],
])('refuses %s', (_what, asked, pool) => expect(poolFaults(asked, session).map((one) => one.pool)).toContain(pool));

it('allows what fits', () =>
  expect(poolFaults([terms('app', { ceiling: 4 }), terms('senior', { floor: 6 })], session)).toEqual([]));

it('the version changes with the terms and not with their order', () => {
  const [a, b] = [terms('app', { ceiling: 4 }), terms('senior', { floor: 6 })];
  expect(poolsVersion([a, b])).toBe(poolsVersion([b, a]));
  expect(poolsVersion([a, b])).not.toBe(poolsVersion([a, terms('senior', { floor: 5 })]));
});
