/**
 * The Chinese calendar a clinic lives under: statutory holidays and make-up working days. Years whose State Council notice
 * the library carries come whole; for a year not yet announced only the statutory days of the law are known (国务院令第795号:
 * 13 days), and `announced` says so until a notice is imported.
 */
import type { DayKind } from '@menzhen/contract';
import chineseDays from 'chinese-days';

import { addDays, weekdayOf } from '../../kernel/index.ts';

export type { DayKind };
export interface CalendarDay {
  date: string;
  kind: DayKind;
  name: string | null;
  works_as_weekday: number | null;
  source: string;
}

const weekendOf = (date: string): boolean => weekdayOf(date) >= 6;
/** Which roster a make-up day works when its notice does not say: a Saturday Friday's, a Sunday Monday's. */
export const rosterOfMakeUpDay = (date: string): number => (weekdayOf(date) === 6 ? 5 : 1);

function* daysOf(year: number): Generator<string> {
  for (let date = `${year}-01-01`; date.startsWith(`${year}-`); date = addDays(date, 1)) yield date;
}

/** A year as the library knows it from the State Council's notice; empty when it is not announced there. */
export function announcedYear(year: number): CalendarDay[] {
  const source = `国务院办公厅 ${year} 年节假日安排`;
  const days: CalendarDay[] = [];
  for (const date of daysOf(year)) {
    const { work, name } = chineseDays.getDayDetail(date);
    // Named days are those the notice moved; the library calls an ordinary day by its English weekday.
    if (!name.includes(',')) continue;
    const zh = name.split(',')[1] ?? name;
    if (!work) days.push({ date, kind: 'holiday', name: zh, works_as_weekday: null, source });
    else if (weekendOf(date))
      days.push({ date, kind: 'make_up_workday', name: zh, works_as_weekday: rosterOfMakeUpDay(date), source });
  }
  return days;
}

/** The 13 statutory days of a year, by law and moon; no make-up days, since only a notice can set those. */
export function statutoryYear(year: number): CalendarDay[] {
  const source = `全国年节及纪念日放假办法（${year} 年放假通知尚未导入）`;
  const springFestival = chineseDays.getSolarDateFromLunar(`${year}-01-01`).date;
  const rows: [date: string, name: string][] = [
    [`${year}-01-01`, '元旦'],
    ...[-1, 0, 1, 2].map((n): [string, string] => [addDays(springFestival, n), n === -1 ? '除夕' : '春节']),
    [chineseDays.getSolarTermDate(year, 4, 'pure_brightness'), '清明节'],
    [`${year}-05-01`, '劳动节'],
    [`${year}-05-02`, '劳动节'],
    [chineseDays.getSolarDateFromLunar(`${year}-05-05`).date, '端午节'],
    [chineseDays.getSolarDateFromLunar(`${year}-08-15`).date, '中秋节'],
    ...['01', '02', '03'].map((day): [string, string] => [`${year}-10-${day}`, '国庆节']),
  ];
  return rows.map(([date, name]) => ({ date, kind: 'holiday', name, works_as_weekday: null, source }));
}

/** What is known of a year, and whether its notice is. */
export function calendarOf(year: number): { days: CalendarDay[]; announced: boolean } {
  const days = announcedYear(year);
  return days.some((day) => day.kind === 'make_up_workday')
    ? { days, announced: true }
    : { days: statutoryYear(year), announced: false };
}

/** The kind of a day when the calendar has no row for it. */
export const plainKind = (date: string): DayKind => (weekendOf(date) ? 'weekend' : 'workday');
