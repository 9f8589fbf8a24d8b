// A complaint as a line of a file: {"id", "text", optional "age", "sex"}. For the command, the bench and the learning.
import { NUMBER, numberOf } from './numbers.ts';
import type { Analysis, Level, Profile } from './types.ts';

export interface Row {
  id: string;
  text: string;
  profile: Profile;
  /** What could not be read and was left out; the row is answered all the same. */
  remarks: string[];
}

/** The three levels that people who check texts use, and published collections too. */
export type PlainLevel = 'emergency' | 'urgent' | 'routine';

export const plainLevel = (level: Level): PlainLevel => (level <= 2 ? 'emergency' : level === 3 ? 'urgent' : 'routine');

/** Codes of departments, best first: those with a reason, and at least three. */
export function rankedCodes(analysis: Analysis): string[] {
  const { ranked } = analysis.routing;
  const reasoned = ranked.filter((each) => each.because.length > 0).length;
  return ranked.slice(0, Math.min(6, Math.max(3, reasoned))).map((each) => each.department);
}

/** Throws an Error that says what is wrong with the line. */
export function readRow(line: string): Row {
  const value = parsed(line);
  const { id, text, age, sex } = value;
  if (typeof id !== 'string' && typeof id !== 'number') throw new Error('没有 "id"  there is no "id"');
  if (typeof text !== 'string') throw new Error('没有文字 "text"  there is no "text"');
  const remarks: string[] = [];
  const profile = { ...readAge(age, remarks), ...readSex(sex, remarks) };
  return { id: String(id), text, profile, remarks };
}

function parsed(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error(`不是 JSON  not JSON (${(error as Error).message})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('不是 {…}  not an object');
  return value as Record<string, unknown>;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

function readAge(age: unknown, remarks: string[]): Profile {
  if (isNothing(age)) return {};
  const months = typeof age === 'number' ? monthsIn(age, '岁') : ageMonths(String(age));
  if (months !== undefined) return { age_months: months };
  remarks.push(`年龄读不出，略去  the age cannot be read and is left out: ${JSON.stringify(age)}`);
  return {};
}

function readSex(sex: unknown, remarks: string[]): Profile {
  if (isNothing(sex)) return {};
  const word = String(sex).trim().toLowerCase();
  if (/^(f|female|woman|girl|女|女性|女士|女孩)$/.test(word)) return { sex: 'female' };
  if (/^(m|male|man|boy|男|男性|男士|男孩)$/.test(word)) return { sex: 'male' };
  remarks.push(`性别读不出，略去  the sex cannot be read and is left out: ${JSON.stringify(sex)}`);
  return {};
}

const UNITS: [RegExp, number][] = [
  [/^(岁|周岁|years?( old)?|yrs?|y|yo)?$/, 12],
  [/^(个?多?月|月龄|months?( old)?|mo|m)$/, 1],
  [/^(周|星期|个?礼拜|weeks?( old)?|w)$/, 12 / 52],
  [/^(天|日龄|日|days?( old)?|d)$/, 12 / 365],
];
const PART = new RegExp(
  `(${NUMBER})\\s*(周岁|岁|个?多?月龄?|星期|个?礼拜|周|天|日龄|日|[a-z]+(?: old)?)?\\s*(半)?`,
  'giu',
);
const OLDEST_YEARS = 130;

/** "34", "34岁", "8个月", "1岁2个月", "3岁半", "28天", "八个月", "8 months" -> whole months; undefined when it says no age. */
export function ageMonths(words: string): number | undefined {
  let months = 0;
  let found = false;
  for (const [, number, unit, half] of words.normalize('NFKC').toLowerCase().matchAll(PART)) {
    const part = monthsIn(numberOf(number as string) + (half ? 0.5 : 0), unit ?? '');
    if (part === undefined) return undefined;
    months += part;
    found = true;
  }
  return found ? Math.floor(months) : undefined;
}

function monthsIn(value: number, unit: string): number | undefined {
  const months = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
  if (months === undefined || !(value >= 0)) return undefined;
  return value * months <= OLDEST_YEARS * 12 ? Math.floor(value * months) : undefined;
}
