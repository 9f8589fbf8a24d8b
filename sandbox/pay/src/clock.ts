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

const DAY_MS = 86_400_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** The day that was written last: a bill of a million rows asks for the same one a million times. */
let lastDay = { start_ms: Number.POSITIVE_INFINITY, text: '' };

/** China Standard Time as Alipay and the bills write it: `2026-11-22 09:30:00`. */
export function dateTime(ms: number): string {
  if (ms < lastDay.start_ms || ms >= lastDay.start_ms + DAY_MS) {
    const start = shanghai(ms).startOfDay();
    lastDay = { start_ms: start.epochMilliseconds, text: start.toPlainDate().toString() };
  }
  const seconds = Math.floor((ms - lastDay.start_ms) / 1000);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${lastDay.text} ${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[seconds % 60]}`;
}

/** As `dateTime`, with milliseconds. */
export const dateTimeMs = (ms: number): string => `${dateTime(ms)}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;

/** @returns undefined for a text that is not such a time */
export function dateTimeToMs(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDateTime.from(text.replace(' ', 'T')).toZonedDateTime('Asia/Shanghai').epochMilliseconds;
  } catch {
    return undefined;
  }
}
