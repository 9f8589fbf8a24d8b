import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, ageOn, dayOf, instantOf, shiftedClock, stillClock, wallTimeOf, weekdayOf } from './clock.ts';

test('a clock moves forwards only', () => {
  const clock = stillClock('2026-03-02T00:00:00Z');
  const later = Temporal.Instant.from('2026-03-02T01:00:00Z');
  expect(clock.moveTo(later)).toEqual(later);
  expect(clock.moveTo(later.subtract({ hours: 5 }))).toEqual(later);
  expect(clock.now()).toEqual(later);
});

test('a shifted clock runs on from where it was moved to, and never back', () => {
  const clock = shiftedClock(Temporal.Duration.from({ hours: 3 }));
  const ahead = clock.now().add({ hours: 2 });
  expect(Temporal.Instant.compare(clock.moveTo(ahead), ahead)).toBeGreaterThanOrEqual(0);
  clock.moveTo(ahead.subtract({ hours: 4 }));
  expect(Temporal.Instant.compare(clock.now(), ahead)).toBeGreaterThanOrEqual(0);
  expect(clock.shift().total('hours')).toBeCloseTo(5, 1);
});

test('a shifted clock is never before the moment it was moved to, whatever part of a millisecond is between', () => {
  const clock = shiftedClock(Temporal.Duration.from({ hours: 3 }));
  for (let part = 1; part < 1_000; part += 7) {
    const to = clock.now().add({ hours: 1, microseconds: part });
    expect(Temporal.Instant.compare(clock.moveTo(to), to)).toBeGreaterThanOrEqual(0);
  }
});

test('the hospital’s day begins at its own midnight, not at that of UTC', () => {
  expect(dayOf(Temporal.Instant.from('2026-03-01T15:59:59Z'))).toBe('2026-03-01');
  expect(dayOf(Temporal.Instant.from('2026-03-01T16:00:00Z'))).toBe('2026-03-02');
  expect(wallTimeOf(Temporal.Instant.from('2026-03-01T16:05:59Z'))).toBe('00:05');
  expect(instantOf('2026-03-02', '08:00').toString()).toBe('2026-03-02T00:00:00Z');
});

test('days, weekdays and ages', () => {
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(weekdayOf('2026-03-02')).toBe(1);
  expect(ageOn('2008-02-29', '2026-02-28')).toBe(17);
  expect(ageOn('2008-02-29', '2026-03-01')).toBe(18);
});

test('sums of days and times say what the calendar and the zone say', () => {
  const zone = 'Asia/Shanghai';
  const day = fc.date({ min: new Date('1940-01-01'), max: new Date('2200-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(day, day, fc.integer({ min: -4_000, max: 4_000 }), (one, other, days) => {
      const at = Temporal.Instant.fromEpochMilliseconds(one.getTime());
      const there = at.toZonedDateTimeISO(zone);
      const [today, time] = [there.toPlainDate(), there.toPlainTime().toString({ smallestUnit: 'minute' })];
      expect(dayOf(at)).toBe(today.toString());
      expect(wallTimeOf(at)).toBe(time);
      expect(weekdayOf(dayOf(at))).toBe(today.dayOfWeek);
      expect(addDays(dayOf(at), days)).toBe(today.add({ days }).toString());
      expect(instantOf(dayOf(at), time).toString()).toBe(
        today.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant().toString(),
      );
      const [born, then] = [one, other].map((date) => date.toISOString().slice(0, 10)).toSorted() as [string, string];
      expect(ageOn(born, then)).toBe(Temporal.PlainDate.from(born).until(then, { largestUnit: 'years' }).years);
    }),
    { numRuns: 2_000 },
  );
  expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
  expect(() => instantOf('2026-02-28', '25:00')).toThrow(RangeError);
});
