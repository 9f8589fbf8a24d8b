import { expect, test } from 'vitest';
import {
  clockText,
  dayText,
  daysBetween,
  hospitalDay,
  hourMinute,
  instantText,
  minutesText,
  slotText,
  spanText,
  weekdayText,
} from './date.ts';

test('a moment belongs to the hospital’s day, not to the phone’s', () => {
  expect(hospitalDay('2026-11-24T16:30:00Z')).toBe('2026-11-25');
  expect(hourMinute('2026-11-24T16:30:00Z')).toBe('0:30');
  expect(hourMinute('2026-11-25T01:05:00.000Z')).toBe('9:05');
});

test('days are said as people say them', () => {
  expect(dayText('2026-11-25', 'zh')).toBe('周三 11月25日');
  expect(dayText('2026-11-25', 'en')).toBe('Wed 25 Nov');
  expect(dayText('2026-11-25', 'zh', '2026-11-24')).toBe('明天 11月25日');
  expect(weekdayText('2026-12-01', '2026-11-25', 'zh')).toBe('周二');
  expect(daysBetween('2026-12-31', '2027-01-02')).toBe(2);
});

test('slots name their half of the day', () => {
  expect(slotText('09:30', '10:00', 'zh')).toBe('上午 9:30–10:00');
  expect(slotText('14:00', '14:30', 'zh')).toBe('下午 14:00–14:30');
  expect(slotText('18:00', '18:30', 'zh')).toBe('晚上 18:00–18:30');
  expect(slotText('09:30', '10:00', 'en')).toBe('9:30–10:00');
});

test('a deadline says the day only when it is another one', () => {
  expect(instantText('2026-11-24T08:00:00Z', 'zh', '2026-11-24')).toBe('今天 16:00');
  expect(instantText('2026-11-24T08:00:00Z', 'en', '2026-11-20')).toBe('24 Nov, 16:00');
});

test('a span within a day names the day once', () => {
  expect(spanText('2026-11-24T01:00:00Z', '2026-11-24T03:30:00Z', 'zh', '2026-11-24')).toBe('今天 9:00–11:30');
  expect(spanText('2026-11-24T01:00:00Z', '2026-11-25T03:30:00Z', 'zh', '2026-11-20')).toBe(
    '11月24日 9:00–11月25日 11:30',
  );
});

test('a countdown keeps its width under an hour', () => {
  expect([899, 61, 0, 3723].map(clockText)).toEqual(['14:59', '01:01', '00:00', '1:02:03']);
});

test('a range of minutes with two equal ends is one number', () => {
  expect([minutesText(8, 14), minutesText(11, 11)]).toEqual(['8–14', '11']);
});
