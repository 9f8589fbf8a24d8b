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

/** China has kept one offset since 1991; a bill of a million rows is no place for a calendar. */
const chinaIso = (ms: number) => new Date(ms + 8 * 3600_000).toISOString();

/** China Standard Time as Alipay and the bills write it: `2026-11-22 09:30:00`. */
export const dateTime = (ms: number): string => chinaIso(ms).slice(0, 19).replace('T', ' ');

/** As `dateTime`, with milliseconds. */
export const dateTimeMs = (ms: number): string => chinaIso(ms).slice(0, 23).replace('T', ' ');

/** @returns undefined for a text that is not such a time */
export function dateTimeToMs(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime('Asia/Shanghai').epochMilliseconds;
  } catch {
    return undefined;
  }
}
