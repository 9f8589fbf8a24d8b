/** Times as the channels of China write them: their own wall clock, `2026-11-22 09:30:00`. */

/** @throws RangeError for what is no such time */
export function ofChinaTime(text: string): Temporal.Instant {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?$/.test(text)) throw new RangeError('not a time');
  return Temporal.Instant.from(`${text.replace(' ', 'T')}+08:00`);
}

export function toChinaTime(at: Temporal.Instant): string {
  const local = at.toZonedDateTimeISO('+08:00').toPlainDateTime();
  return local.toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** From when on the channels have the bill of a day. */
export function billDueAt(day: Temporal.PlainDate): Temporal.Instant {
  return day.add({ days: 1 }).toZonedDateTime({ timeZone: '+08:00', plainTime: '10:00' }).toInstant();
}
