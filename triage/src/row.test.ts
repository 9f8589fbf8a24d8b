import { describe, expect, test } from 'vitest';
import { ageMonths, readRow } from './row.ts';

describe('a row of a file', () => {
  test.each([
    ['34', 408],
    ['34岁', 408],
    ['8个月', 8],
    ['八个月', 8],
    ['1岁2个月', 14],
    ['3岁半', 42],
    ['28天', 0],
    ['50天', 1],
    ['6周', 1],
    ['8 months', 8],
    ['2 years old', 24],
    ['２岁', 24],
  ])('age %s is %i months', (words, months) => {
    expect(ageMonths(words)).toBe(months);
  });

  test.each(['成人', '', '5 parsecs', '999'])('"%s" says no age', (words) => {
    expect(ageMonths(words)).toBeUndefined();
  });

  test('age and sex in any usual writing become a profile', () => {
    expect(readRow('{"id":"a","text":"咳嗽","age":3.5,"sex":"女"}').profile).toEqual({ age_months: 42, sex: 'female' });
    expect(readRow('{"id":7,"text":"咳嗽","age":"8个月","sex":"M"}')).toMatchObject({
      id: '7',
      profile: { age_months: 8, sex: 'male' },
    });
    expect(readRow('{"id":"a","text":"","age":null,"sex":""}').profile).toEqual({});
  });

  test('what cannot be read of age and sex is left out, with a remark', () => {
    const row = readRow('{"id":"a","text":"咳嗽","age":"20+岁以上","sex":"x"}');
    expect(row.profile.sex).toBeUndefined();
    expect(row.remarks.length).toBeGreaterThan(0);
  });

  test.each(['', 'nonsense', '[1]', 'null', '{"text":"咳嗽"}', '{"id":"a"}', '{"id":"a","text":5}'])(
    'line %s is refused with a reason',
    (line) => {
      expect(() => readRow(line)).toThrow(/[a-z]/);
    },
  );
});
