import { expect, test } from 'vitest';
import { durationText, numberOf, scaleOf } from './measure-words.ts';

test('a duration is said as people say it', () => {
  expect(durationText('3', 'day', 'zh')).toBe('3天');
  expect(durationText('２', 'month', 'zh')).toBe('2个月');
  expect(durationText('1', 'week', 'en')).toBe('1 week');
  expect(durationText('2', 'hour', 'en')).toBe('2 hours');
  expect(durationText('几', 'day', 'zh')).toBeNull();
  expect(durationText('0', 'day', 'zh')).toBeNull();
});

test('a number stays within its bounds', () => {
  expect(numberOf(' 38.5 ', 34, 43)).toBe(38.5);
  expect(numberOf('３９', 34, 43)).toBe(39);
  expect(numberOf('380', 34, 43)).toBeNull();
  expect(numberOf('-1', null, null)).toBeNull();
  expect(numberOf('', null, null)).toBeNull();
});

test('a short scale is tapped, a long one is written', () => {
  expect(scaleOf(0, 10)).toHaveLength(11);
  expect(scaleOf(34, 43), '38.5 could not be tapped').toBeNull();
  expect(scaleOf(0, 300)).toBeNull();
  expect(scaleOf(null, 10)).toBeNull();
});
