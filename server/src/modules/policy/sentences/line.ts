/** One sentence of the rules, in both languages, and the words sentences are made of. */
import { type Days, type HalfDay, halfDayWords } from '../rules/index.ts';

export interface Line {
  rule: string;
  zh: string;
  en: string;
}
export const line = (rule: string, zh: string, en: string): Line => ({ rule, zh, en });

type ByHalfDay = Partial<Record<HalfDay, string>>;
const halves = (by: ByHalfDay): [HalfDay, string][] => Object.entries(by) as [HalfDay, string][];
export const timesZh = (by: ByHalfDay): string =>
  halves(by)
    .map(([h, at]) => `${halfDayWords[h].zh} ${at}`)
    .join('、');
export const timesEn = (by: ByHalfDay): string =>
  halves(by)
    .map(([h, at]) => `${at} (${halfDayWords[h].en})`)
    .join(', ');

const unitZh: Record<Days['count'], string> = { calendar: '天', working: '个工作日', not_holiday: '天（节假日不计）' };
const unitEn: Record<Days['count'], [one: string, many: string]> = {
  calendar: ['day', 'days'],
  working: ['working day', 'working days'],
  not_holiday: ['day (holidays not counted)', 'days (holidays not counted)'],
};
export const daysZh = ({ days, count }: Days): string => `${days} ${unitZh[count]}`;
export const daysEn = ({ days, count }: Days): string => `${days} ${unitEn[count][days === 1 ? 0 : 1]}`;

/** “on the day before”, “2 working days before”. */
export function beforeZh(before: Days): string {
  if (before.days === 0) return '就诊当天';
  return before.days === 1 && before.count === 'calendar' ? '就诊前一天' : `就诊前 ${daysZh(before)}`;
}
export function beforeEn(before: Days): string {
  if (before.days === 0) return 'on the day itself';
  return before.days === 1 && before.count === 'calendar' ? 'on the day before' : `${daysEn(before)} before`;
}
export const minutesZh = (minutes: number): string =>
  minutes % 1440 === 0 && minutes > 0
    ? `${minutes / 1440} 天`
    : minutes % 60 === 0 && minutes > 0
      ? `${minutes / 60} 小时`
      : `${minutes} 分钟`;
const many = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
export const minutesEn = (minutes: number): string =>
  minutes % 1440 === 0 && minutes > 0
    ? many(minutes / 1440, 'day')
    : minutes % 60 === 0 && minutes > 0
      ? many(minutes / 60, 'hour')
      : many(minutes, 'minute');
