/** The rules of the waiting list: its order is a law, its deadlines let people sleep, its chances say what they rest on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../kernel/index.ts';
import {
  addWaking,
  afterMissing,
  afterRefusing,
  byStanding,
  chanceOf,
  classOf,
  compete,
  offerUntil,
  positionOf,
  type Standing,
  wakingMinutes,
  wants,
  wilson,
} from './rules/index.ts';
import type { Place, Wish } from './tables.ts';

const day = '2026-03-02';
const at = (time: string, date = day) => instantOf(date, time);
const anything: Wish = {
  kind: 'department',
  department_id: 'd1',
  doctor_id: null,
  session_id: null,
  from_date: '2026-03-02',
  to_date: '2026-03-08',
  half_days: null,
  from_time: null,
  to_time: null,
  visit_type_kinds: null,
};
const place: Place = {
  session_id: 's1',
  slot_id: 't1',
  department_id: 'd1',
  doctor_id: 'x1',
  visit_type_kind: 'ordinary',
  date: '2026-03-03',
  half_day: 'morning',
  starts: '09:00',
  ends: '09:30',
};

describe('wishes', () => {
  test.each<[string, Partial<Wish>, boolean]>([
    ['any doctor of the department', {}, true],
    ['another department', { department_id: 'd2' }, false],
    ['this doctor', { doctor_id: 'x1' }, true],
    ['another doctor', { doctor_id: 'x2' }, false],
    ['another session', { session_id: 's2' }, false],
    ['days before', { to_date: '2026-03-02' }, false],
    ['days after', { from_date: '2026-03-04' }, false],
    ['mornings', { half_days: ['morning'] }, true],
    ['afternoons', { half_days: ['afternoon'] }, false],
    ['experts only', { visit_type_kinds: ['expert'] }, false],
    ['from nine', { from_time: '09:00' }, true],
    ['a slot that begins before the hour', { from_time: '09:10' }, false],
    ['a slot that ends after the hour', { to_time: '09:20' }, false],
  ])('%s', (_, wish, wanted) => expect(wants({ ...anything, ...wish }, place)).toBe(wanted));

  const word = fc.constantFrom('morning', 'afternoon', 'evening');
  const someDay = fc.integer({ min: 1, max: 9 }).map((n) => `2026-03-0${n}`);
  const hour = fc.integer({ min: 8, max: 16 }).map((n) => `${String(n).padStart(2, '0')}:00`);
  const wish = fc
    .record({
      department_id: fc.constantFrom('d1', 'd2'),
      doctor_id: fc.option(fc.constantFrom('x1', 'x2')),
      days: fc.tuple(someDay, someDay).map((pair) => pair.toSorted()),
      half_days: fc.option(fc.uniqueArray(word, { minLength: 1 })),
      hours: fc.option(fc.tuple(hour, hour).map((pair) => pair.toSorted())),
    })
    .map(({ days, hours, ...rest }) => {
      const [from_time, to_time] = hours && hours[0]! < hours[1]! ? hours : [null, null];
      const [from_date, to_date] = days as [string, string];
      return { ...anything, ...rest, from_date, to_date, from_time, to_time } as Wish;
    });
  const somePlace = fc
    .record({
      department_id: fc.constantFrom('d1', 'd2'),
      doctor_id: fc.constantFrom('x1', 'x2'),
      date: someDay,
      half_day: word,
      starts: hour,
    })
    .map((some) => ({ ...place, ...some, ends: `${some.starts.slice(0, 2)}:30` }));

  test('who could be given the same place competes, in both directions', () => {
    fc.assert(
      fc.property(wish, wish, somePlace, (a, b, one) => {
        expect(compete(a, b)).toBe(compete(b, a));
        if (wants(a, one) && wants(b, one)) expect(compete(a, b)).toBe(true);
      }),
    );
  });
});

describe('order', () => {
  const standing = fc
    .record({ id: fc.uuid(), class_rank: fc.nat(3), minute: fc.nat(20) })
    .map(
      ({ id, class_rank, minute }): Standing => ({ id, class_rank, waits_from: at('08:00').add({ minutes: minute }) }),
    );
  const list = fc.uniqueArray(standing, { selector: (one) => one.id, maxLength: 12 });

  test('is one order: nobody of a lower class and nobody later in the same class stands before', () => {
    fc.assert(
      fc.property(list, (all) => {
        const sorted = all.toSorted(byStanding);
        for (let n = 1; n < sorted.length; n += 1) {
          const [before, after] = [sorted[n - 1]!, sorted[n]!];
          expect(byStanding(after, before)).toBeGreaterThan(0);
          expect(before.class_rank).toBeLessThanOrEqual(after.class_rank);
          if (before.class_rank === after.class_rank)
            expect(Temporal.Instant.compare(before.waits_from, after.waits_from)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });

  test('nobody is overtaken within a class by who joins later', () => {
    fc.assert(
      fc.property(list, standing, (all, newcomer) => {
        const last = at('09:00');
        const joined = { ...newcomer, waits_from: last };
        for (const one of all) if (one.class_rank <= joined.class_rank) expect(byStanding(one, joined)).toBeLessThan(0);
      }),
    );
  });

  test('positions count only those who wait for the same', () => {
    const entry = (id: string, minute: number, wish: Partial<Wish> = {}, class_rank = 3) => ({
      ...anything,
      ...wish,
      id,
      class_rank,
      waits_from: at('08:00').add({ minutes: minute }),
    });
    const all = [
      entry('a', 0),
      entry('b', 1, { half_days: ['afternoon'] }),
      entry('c', 2, { half_days: ['morning'] }),
      entry('d', 3, { half_days: ['morning'] }, 0),
    ];
    expect(positionOf(all[2]!, all)).toEqual({ position: 3, waiting: 3 });
    expect(positionOf(all[1]!, all)).toEqual({ position: 2, waiting: 2 });
    expect(positionOf(entry('e', 9), all)).toEqual({ position: 5, waiting: 5 });
  });

  test('classes stand in the hospital’s order, and are found from facts alone', () => {
    const nothing = { seen_here: false, is_senior: false, referred: false };
    const classes = ['return_visit', 'senior', 'referral'] as const;
    expect(classOf(classes, nothing)).toEqual({ class: 'everybody', class_rank: 3 });
    expect(classOf(classes, { ...nothing, is_senior: true, referred: true })).toEqual({
      class: 'senior',
      class_rank: 1,
    });
    expect(classOf(['referral', 'senior'], { ...nothing, is_senior: true, referred: true })).toEqual({
      class: 'referral',
      class_rank: 0,
    });
    expect(classOf([], { seen_here: true, is_senior: true, referred: true })).toEqual({
      class: 'everybody',
      class_rank: 0,
    });
  });

  test('who lets an offer run out goes behind the class once, and is taken off the second time', () => {
    const fresh = { missed: 0, refused: 0, waits_from: at('08:00') };
    const once = afterMissing(fresh, at('10:00'));
    expect(once).toMatchObject({ state: 'waiting', missed: 1, waits_from: at('10:00') });
    expect(afterMissing(once, at('11:00'))).toMatchObject({ state: 'expired', missed: 2 });
  });

  test('who refuses and stays keeps the position, three times at most', () => {
    const fresh = { missed: 0, refused: 0, waits_from: at('08:00') };
    expect(afterRefusing(fresh, false)).toMatchObject({ state: 'refused' });
    const once = afterRefusing(fresh, true);
    expect(once).toMatchObject({ state: 'waiting', refused: 1, waits_from: at('08:00') });
    expect(afterRefusing({ ...once, refused: 2 }, true)).toMatchObject({ state: 'refused', refused: 3 });
  });
});

describe('how long an offer stands', () => {
  const until = (now: Temporal.Instant, slot: Temporal.Instant) =>
    offerUntil({ now, slot_starts_at: slot, offer_minutes: 15, stops_minutes_before_slot: 60 });

  test.each([
    ['by day: the hospital’s minutes', at('10:00'), at('09:00', '2026-03-04'), at('10:15')],
    ['at night: from seven in the morning on', at('02:00'), at('15:00'), at('07:15')],
    ['late in the evening: the rest next morning', at('21:50'), at('15:00', '2026-03-03'), at('07:05', '2026-03-03')],
    ['near the visit: a quarter of what is left', at('10:00'), at('11:40'), at('10:10')],
    ['nearer: five minutes, never past the end', at('10:00'), at('11:06'), at('10:05')],
    [
      'overnight for the first slot: until offers end',
      at('23:00'),
      at('08:00', '2026-03-03'),
      at('07:00', '2026-03-03'),
    ],
    ['too late', at('10:00'), at('11:04'), undefined],
  ])('%s', (_, now, slot, expected) => expect(until(now, slot)?.toString()).toBe(expected?.toString()));

  test('never shorter than five minutes, never past the end of offers, and five of them while people are awake unless it ends', () => {
    fc.assert(
      fc.property(fc.nat(3 * 1440), fc.nat(3 * 1440), (a, b) => {
        const now = at('00:00').add({ minutes: a });
        const slot = now.add({ minutes: b });
        const last = slot.subtract({ minutes: 60 });
        const end = until(now, slot);
        if (!end) {
          expect(b).toBeLessThan(65);
          return;
        }
        expect(Temporal.Instant.compare(end, last)).toBeLessThanOrEqual(0);
        expect(end.since(now).total('minutes')).toBeGreaterThanOrEqual(5);
        if (Temporal.Instant.compare(end, last) < 0) expect(wakingMinutes(now, end)).toBeGreaterThanOrEqual(5);
      }),
    );
  });

  test('waking minutes are added and counted alike', () => {
    fc.assert(
      fc.property(fc.nat(2880), fc.integer({ min: 1, max: 3000 }), (start, minutes) => {
        const from = at('00:00').add({ minutes: start });
        expect(wakingMinutes(from, addWaking(from, minutes))).toBeCloseTo(minutes, 6);
      }),
    );
  });
});

describe('the chance', () => {
  const weeks = (...given_back: (number | null)[]) =>
    given_back.map((n) => ({ sessions: n === null ? 0 : 1, given_back: n ?? 0 }));

  test('is the share of weeks in which enough came back, with its basis', () => {
    expect(chanceOf(weeks(3, 0, 2, 1, 5, 0, 2, 4), 2)).toMatchObject({
      position: 2,
      weeks: 8,
      weeks_enough: 5,
      given_back: 17,
      percent: 63,
      few: false,
    });
  });
  test('says that few weeks say little, and nothing of none', () => {
    expect(chanceOf(weeks(3, null, 1, null, null, null, null, null), 1)).toMatchObject({
      weeks: 2,
      percent: 100,
      few: true,
    });
    expect(chanceOf(weeks(null, null), 1)).toBeNull();
    expect(chanceOf([], 1)).toBeNull();
  });
  test('its interval holds the share, and narrows with more weeks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(50), (trials, n) => {
        const hits = Math.min(n, trials);
        const { low, high } = wilson(hits, trials);
        expect(low).toBeLessThanOrEqual(hits / trials + 1e-9);
        expect(high).toBeGreaterThanOrEqual(hits / trials - 1e-9);
        const more = wilson(hits * 4, trials * 4);
        expect(more.high - more.low).toBeLessThanOrEqual(high - low + 1e-9);
      }),
    );
  });
  test('a better position never has the smaller chance', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (counts, position) => {
          const past = weeks(...counts);
          expect(chanceOf(past, position)!.percent).toBeGreaterThanOrEqual(chanceOf(past, position + 1)!.percent);
        },
      ),
    );
  });
});
