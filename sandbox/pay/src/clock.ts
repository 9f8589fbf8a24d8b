/**
 * The stand-in's clock: real time plus an offset that `POST /_advance` can grow, so that a simulated day can move it.
 * All times inside the stand-in are epoch milliseconds of this clock.
 */
export interface Clock {
  nowMs(): number;
}

/** China Standard Time with seconds and offset, as WeChat Pay writes times: `2026-11-22T09:30:00+08:00`. */
export function rfc3339(ms: number): string {
  return shanghai(ms).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

export function shanghai(ms: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('Asia/Shanghai');
}
