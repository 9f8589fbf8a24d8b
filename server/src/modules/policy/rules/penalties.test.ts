import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../kernel/index.ts';
import { bookingAsk, pastBooking, plainDays } from '../testing/cases.ts';
import { districtHospital } from '../presets/index.ts';
import {
  isRunning,
  judgeBooking,
  lookBackFrom,
  type PastBooking,
  type Penalty,
  type Policy,
  suspensionsOf,
} from './index.ts';

const escalating: Penalty = {
  counts: ['no_show'],
  at_least: 2,
  within: { rolling: { days: 30 } },
  steps: [{ days: 7 }, { days: 30 }, { months: 3 }],
  scope: 'online',
};
const P: Policy = { ...districtHospital([]), penalties: [escalating] };
const noShows = (days: number[]): PastBooking[] =>
  days.map((n) => pastBooking({ id: `b${n}`, date: addDays('2026-01-01', n) }));

it('each further offence in the window takes the next step; the last repeats', () => {
  const untils = suspensionsOf(P, noShows([0, 5, 10, 15, 20])).map((s) => s.until);
  expect(untils).toEqual(['2026-01-13', '2026-02-10', '2026-04-16', '2026-04-21']);
});

it('names the bookings that led to it', () => {
  const [first] = suspensionsOf(P, noShows([0, 40, 45]));
  expect(first?.because.map((b) => b.id)).toEqual(['b40', 'b45']);
});

describe('laws', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 12 });
  const now = { day: '2026-04-01', time: '08:00' };
  const latest = (history: PastBooking[]) =>
    suspensionsOf(P, history)
      .filter((s) => isRunning(s, now))
      .reduce((until, s) => (s.until > until ? s.until : until), '');

  it('one offence more never ends a suspension sooner', () =>
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 85 }), (some, one) => {
        expect(latest(noShows([...new Set([...some, one])])) >= latest(noShows(some))).toBe(true);
      }),
    ));
  it('forgiving one never makes it longer, forgiving all ends it', () =>
    fc.assert(
      fc.property(days, fc.nat(), (some, at) => {
        const all = noShows(some);
        const less = all.map((b, n) => ({ ...b, forgiven: n === at % Math.max(1, all.length) }));
        expect(latest(less) <= latest(all)).toBe(true);
        expect(
          suspensionsOf(
            P,
            all.map((b) => ({ ...b, forgiven: true })),
          ),
        ).toEqual([]);
      }),
    ));
  it('what lies before the day to look back to changes nothing', () =>
    fc.assert(
      fc.property(days, (some) => {
        const all = noShows(some).filter((b) => b.date <= now.day);
        const from = lookBackFrom(P, now.day);
        const ask = bookingAsk({ now, date: '2026-04-02' });
        expect(judgeBooking(P, { ...ask, history: all.filter((b) => b.date >= from) }, plainDays)).toEqual(
          judgeBooking(P, { ...ask, history: all }, plainDays),
        );
      }),
    ));
});
