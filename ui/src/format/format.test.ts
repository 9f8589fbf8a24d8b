import { expect, test } from 'vitest';
import { fenFromYuan, money, yuanFromFen } from './money.ts';
import {
  addDays,
  ageWords,
  dateWords,
  dayWords,
  hospitalTime,
  instantAt,
  instantWords,
  rangeWords,
  weekdayWord,
} from './time.ts';

test('fen are shown as yuan with two decimals', () => {
  expect([0, 5, 1250, 123456789].map(money)).toEqual(['¥0.00', '¥0.05', '¥12.50', '¥1,234,567.89']);
  expect(money(-300)).toBe('−¥3.00');
});

test('typed yuan become fen, and what is not an amount becomes nothing', () => {
  expect(['12', '12.5', ' ¥ 12.50 ', '0.05'].map(fenFromYuan)).toEqual([1200, 1250, 1250, 5]);
  expect(['', '12.345', '-3', 'abc', '1e3'].map(fenFromYuan)).toEqual([null, null, null, null, null]);
  expect(yuanFromFen(1250)).toBe('12.50');
});

test('days and times read as people say them', () => {
  expect(dayWords('2026-11-25', 'zh-CN')).toBe('周三 11月25日');
  expect(dayWords('2026-11-25', 'zh-CN', { year: true })).toBe('周三 2026年11月25日');
  expect(dayWords('2026-11-25', 'en')).toBe('Wed 25 Nov');
  expect([dateWords('1984-05-17', 'zh-CN'), dateWords('1984-05-17', 'en')]).toEqual(['1984年5月17日', '17 May 1984']);
  expect(rangeWords('09:30', '10:00')).toBe('9:30–10:00');
  expect(weekdayWord(7, 'zh-CN')).toBe('周日');
  expect(weekdayWord(1, 'en')).toBe('Mon');
});

test('an instant is read on the hospital’s wall clock, over midnight too', () => {
  expect(hospitalTime('2026-11-24T16:05:00Z')).toEqual({ day: '2026-11-25', time: '00:05' });
  expect(instantWords('2026-11-25T02:42:00Z', 'zh-CN', '2026-11-25')).toBe('10:42');
  expect(instantWords('2026-11-25T02:42:00Z', 'zh-CN', '2026-11-26')).toBe('周三 11月25日 10:42');
  expect(instantAt('2026-11-25', '08:30')).toBe('2026-11-25T00:30:00.000Z');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test('an age is said in its largest unit', () => {
  expect([2_000, 40_000, 200_000, 7_300_000].map((ms) => ageWords(ms, 'zh-CN'))).toEqual([
    '刚刚',
    '40 秒前',
    '3 分钟前',
    '2 小时前',
  ]);
});
