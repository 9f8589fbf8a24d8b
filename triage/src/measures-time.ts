// How long, how long ago, how often; in minutes.
import type { Taken } from './measures.ts';
import { NUMBER, numberOf } from './numbers.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const MINUTES: Record<string, number> = {
  秒: 1 / 60,
  秒钟: 1 / 60,
  分钟: 1,
  分: 1,
  刻钟: 15,
  小时: HOUR,
  钟头: HOUR,
  时辰: 2 * HOUR,
  天: DAY,
  日: DAY,
  夜: DAY,
  晚上: DAY,
  晚: DAY,
  宿: DAY,
  周: 7 * DAY,
  星期: 7 * DAY,
  礼拜: 7 * DAY,
  月: MONTH,
  学期: 4 * MONTH,
  年: YEAR,
};
const UNIT = Object.keys(MINUTES)
  .sort((a, b) => b.length - a.length)
  .join('|');

const LONG = new RegExp(`(${NUMBER})(?:多|来|余)?(个)?(半)?(?:多)?(${UNIT})(半)?`, 'g');

/** Days and times of day as people date a beginning; how long ago, roughly. */
const AGO: Record<string, number> = {
  大前天: 3 * DAY,
  前天: 2 * DAY,
  前晚: 2 * DAY,
  昨天: DAY,
  昨日: DAY,
  昨儿: DAY,
  昨晚: 14 * HOUR,
  昨夜: 12 * HOUR,
  今早: 4 * HOUR,
  今晨: 4 * HOUR,
  今天早上: 4 * HOUR,
  今天: 6 * HOUR,
  刚才: 10,
  刚刚: 5,
  上周: 7 * DAY,
  上星期: 7 * DAY,
  上个星期: 7 * DAY,
  上礼拜: 7 * DAY,
  上个礼拜: 7 * DAY,
  上个月: MONTH,
  上月: MONTH,
  前年: 2 * YEAR,
  去年: YEAR,
  昨: DAY,
  yesterday: DAY,
  today: 6 * HOUR,
  'last night': 12 * HOUR,
  'last week': 7 * DAY,
};
const AGO_PATTERN = new RegExp(
  Object.keys(AGO)
    .sort((a, b) => b.length - a.length)
    .join('|'),
  'g',
);

const ENGLISH =
  /(\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|few) ?(min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)( ago)?/g;
const ENGLISH_NUMBERS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const ENGLISH_UNITS: Record<string, number> = { m: 1, h: HOUR, d: DAY, w: 7 * DAY, mo: MONTH, y: YEAR };

export function durations(text: string): Taken[] {
  return [...chinese(text), ...dated(text), ...english(text)];
}

function chinese(text: string): Taken[] {
  const found: Taken[] = [];
  for (const match of text.matchAll(LONG)) {
    const [words, number, piece, inner, unit, outer] = match;
    const from = match.index;
    const to = from + words.length;
    const count = numberOf(number as string) + (inner || outer ? 0.5 : 0);
    if (Number.isNaN(count) || isDate({ count, unit: unit as string, piece, number: number as string }, text, from, to))
      continue;
    // A half day is half of the waking day's sense of it: twelve hours.
    const value = Math.round(count * (MINUTES[unit as string] as number) * 100) / 100;
    found.push({ kind: 'duration_minutes', value, from, to, sense: senseOf(text, from, to) });
  }
  return found;
}

/** 2019年, 3月5日, 5分 (of a game) are no durations. */
function isDate(
  { count, unit, piece, number }: { count: number; unit: string; piece?: string; number: string },
  text: string,
  from: number,
  to: number,
): boolean {
  const after = text.slice(to, to + 1);
  if (unit === '年') return count >= 1900 || (/^\d{2}$/.test(number) && after === '月') || /[零〇]/.test(number);
  if (unit === '月') return !piece && !/[半两数几]/.test(number) && !/[余多来前]/.test(text.slice(to - 2, to + 1));
  if (unit === '日' || unit === '分') return /[月号点时:]/.test(text.slice(from - 1, from)) || unit === '分';
  if (unit === '周' || unit === '星期' || unit === '礼拜') return /[岁末]/.test(after);
  if (unit === '晚' || unit === '天') return number === '多' || (number === '数' && unit === '晚');
  return false;
}

function senseOf(text: string, from: number, to: number): 'for' | 'ago' | 'every' {
  if (/每隔?$/.test(text.slice(Math.max(0, from - 2), from))) return 'every';
  const after = text.slice(to, to + 6);
  if (
    /^[^,。]{0,3}\d*[一二两三四五六七八九十几]*[次遍回趟顿]/.test(after) &&
    /^(?:一|1|每)/.test(text.slice(from, from + 1))
  )
    return 'every';
  return /^(?:多|左右|来|之|以)*前(?!后)/.test(after) ? 'ago' : 'for';
}

function dated(text: string): Taken[] {
  return [...text.matchAll(AGO_PATTERN)].map((match) => ({
    kind: 'duration_minutes',
    value: AGO[match[0]] as number,
    from: match.index,
    to: match.index + match[0].length,
    sense: 'ago',
  }));
}

function english(text: string): Taken[] {
  return [...text.matchAll(ENGLISH)].map((match) => {
    const [words, number, unit, ago] = match;
    return {
      kind: 'duration_minutes',
      value: englishNumber(number as string) * englishUnit(unit as string),
      from: match.index,
      to: match.index + words.length,
      sense: ago ? 'ago' : 'for',
    };
  });
}

function englishNumber(words: string): number {
  if (/^\d/.test(words)) return Number(words);
  const index = ENGLISH_NUMBERS.indexOf(words);
  if (index > 0) return index;
  return words.startsWith('a') ? 1 : 3;
}

const englishUnit = (unit: string): number => ENGLISH_UNITS[unit.startsWith('mo') ? 'mo' : (unit[0] as string)] ?? 1;
