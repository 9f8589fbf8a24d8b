/**
 * Hospital time. Everything that decides by the time asks a Clock, so that a test, the simulated day and the demo
 * hospital can move it. Only forwards: facts are written in its order.
 */
export const HOSPITAL_ZONE = 'Asia/Shanghai';

export interface Clock {
  now(): Temporal.Instant;
}

export interface MovableClock extends Clock {
  /** Moves on to `to`; a clock never goes back (it then stays). Returns the new now. */
  moveTo(to: Temporal.Instant): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** Runs with the machine's clock, shifted; what the demo hospital lives by. */
export function shiftedClock(shift: Temporal.Duration): MovableClock & { shift(): Temporal.Duration } {
  let offset_ms = shift.total('milliseconds');
  const now = () => Temporal.Now.instant().add({ milliseconds: Math.round(offset_ms) });
  return {
    now,
    moveTo(to) {
      const ahead_ms = to.since(now()).total('milliseconds');
      if (ahead_ms > 0) offset_ms += ahead_ms;
      return now();
    },
    shift: () => Temporal.Duration.from({ milliseconds: Math.round(offset_ms) }),
  };
}

/** Stands still until moved; for tests and the simulated day. */
export function stillClock(at: Temporal.Instant | string): MovableClock {
  let now = typeof at === 'string' ? Temporal.Instant.from(at) : at;
  return {
    now: () => now,
    moveTo(to) {
      if (Temporal.Instant.compare(to, now) > 0) now = to;
      return now;
    },
  };
}

/** The hospital's calendar day (YYYY-MM-DD) at a point in time. */
export const dayOf = (at: Temporal.Instant): string => at.toZonedDateTimeISO(HOSPITAL_ZONE).toPlainDate().toString();
/** The hospital's wall clock (HH:MM) at a point in time. */
export const wallTimeOf = (at: Temporal.Instant): string =>
  at.toZonedDateTimeISO(HOSPITAL_ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
/** The point in time of a hospital day and wall clock. */
export const instantOf = (day: string, time: string): Temporal.Instant =>
  Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: HOSPITAL_ZONE, plainTime: Temporal.PlainTime.from(time) })
    .toInstant();
export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();
/** ISO weekday, 1 = Monday. */
export const weekdayOf = (day: string): number => Temporal.PlainDate.from(day).dayOfWeek;
/** Whole years of age on a day. */
export const ageOn = (birth_date: string, day: string): number =>
  Temporal.PlainDate.from(birth_date).until(day, { largestUnit: 'years' }).years;
