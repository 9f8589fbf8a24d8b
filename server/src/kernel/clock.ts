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
  let offset_ms = Math.round(shift.total('milliseconds'));
  // in nanoseconds: adding a duration costs four times as much, and everybody asks
  const now = () =>
    Temporal.Instant.fromEpochNanoseconds(Temporal.Now.instant().epochNanoseconds + BigInt(offset_ms) * 1_000_000n);
  return {
    now,
    moveTo(to) {
      const ahead_ms = to.since(now()).total('milliseconds');
      // rounded up: who asked for an hour is never shown the moment before it
      if (ahead_ms > 0) offset_ms += Math.ceil(ahead_ms);
      return now();
    },
    shift: () => Temporal.Duration.from({ milliseconds: offset_ms }),
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

const [DAY_MS, MINUTE_MS] = [86_400_000, 60_000];
/** China has kept UTC+8 all year round since 1992, so that days and wall clocks are sums; before it the zone is asked. */
const AHEAD_MS = 8 * 60 * MINUTE_MS;
const FIXED_FROM_MS = Date.UTC(1992, 0, 1);

/** The rules ask for the same few days and times a thousand times a second; what is no day or no time is refused as ever. */
function remembered<Key, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const hit = known.get(key);
    if (hit !== undefined) return hit;
    if (known.size > 5_000) known.clear();
    const value = read(key);
    known.set(key, value);
    return value;
  };
}
const dayStart_ms = remembered((day: string) => Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds);
const sinceMidnight_ms = remembered((time: string) => {
  const { hour, minute, second, millisecond } = Temporal.PlainTime.from(time);
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
});
const dayName = remembered((start_ms: number) => new Date(start_ms).toISOString().slice(0, 10));
const minuteName = remembered((minute: number) => new Date(minute * MINUTE_MS).toISOString().slice(11, 16));
/** The hospital's wall clock as if it were UTC's. */
const wall_ms = (at: Temporal.Instant): number => {
  const at_ms = at.epochMilliseconds;
  if (at_ms >= FIXED_FROM_MS) return at_ms + AHEAD_MS;
  return at.toZonedDateTimeISO(HOSPITAL_ZONE).toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds;
};
const dayStartOf = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;

/** The hospital's calendar day (YYYY-MM-DD) at a point in time. */
export const dayOf = (at: Temporal.Instant): string => dayName(dayStartOf(wall_ms(at)));
/** The hospital's wall clock (HH:MM) at a point in time. */
export function wallTimeOf(at: Temporal.Instant): string {
  const ms = wall_ms(at);
  return minuteName(Math.floor((ms - dayStartOf(ms)) / MINUTE_MS));
}
const pointOf = remembered((at: string) => {
  const [day, time] = at.split(' ') as [string, string];
  const at_ms = dayStart_ms(day) + sinceMidnight_ms(time) - AHEAD_MS;
  if (at_ms >= FIXED_FROM_MS) return Temporal.Instant.fromEpochMilliseconds(at_ms);
  return Temporal.PlainDate.from(day)
    .toZonedDateTime({ timeZone: HOSPITAL_ZONE, plainTime: Temporal.PlainTime.from(time) })
    .toInstant();
});
/** The point in time of a hospital day and wall clock. */
export const instantOf = (day: string, time: string): Temporal.Instant => pointOf(`${day} ${time}`);
const texts = new WeakMap<Temporal.Instant, string>();
/** An instant as text; written once for each, however many answers tell it. */
export function textOf(at: Temporal.Instant): string {
  const known = texts.get(at);
  if (known !== undefined) return known;
  const text = at.toString();
  texts.set(at, text);
  return text;
}
export const addDays = (day: string, days: number): string => dayName(dayStart_ms(day) + days * DAY_MS);
/** ISO weekday, 1 = Monday. */
export const weekdayOf = (day: string): number => new Date(dayStart_ms(day)).getUTCDay() || 7;
/** Whole years of age on a day. */
export function ageOn(birth_date: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth_date.slice(0, 4));
  return day.slice(5) < birth_date.slice(5) ? years - 1 : years;
}
