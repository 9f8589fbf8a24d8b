import type { Locale } from '../shared/i18n.ts';

/** How long something lasts, as a person chooses it: a number and a unit. */
export const durationUnits = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const zh: Record<DurationUnit, string> = {
  minute: '分钟',
  hour: '小时',
  day: '天',
  week: '周',
  month: '个月',
  year: '年',
};

/** 3天, 3 days: as it would be said, since the talk shows it as the person's own words. Null: no such number. */
export function durationText(number: string, unit: DurationUnit, locale: Locale): string | null {
  const value = numberOf(number, 1, 999);
  if (value === null) return null;
  if (locale === 'zh') return `${value}${zh[unit]}`;
  return `${value} ${unit}${value === 1 ? '' : 's'}`;
}

/** A number within its bounds, written with half- or full-width figures; null: it is none, or out of bounds. */
export function numberOf(text: string, min: number | null, max: number | null): number | null {
  const plain = text.normalize('NFKC').trim();
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  return (min !== null && value < min) || (max !== null && value > max) ? null : value;
}

/** The steps of a short scale that begins at 0 or 1, to be tapped; null: a measure with fractions, or too many to show. */
export function scaleOf(min: number | null, max: number | null): number[] | null {
  if (min === null || max === null || min < 0 || min > 1 || max > 10 || max <= min) return null;
  return Array.from({ length: max - min + 1 }, (_, step) => min + step);
}
