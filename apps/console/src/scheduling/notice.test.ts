import { expect, test } from 'vitest';
import { readNotice } from './notice.ts';

test('a pasted notice is read in either language and several ways to write a day', () => {
  expect(readNotice('2027-02-05 放假 春节\n\n2027/2/14 上班\n2027年10月1日 holiday National Day\n').days).toEqual([
    { date: '2027-02-05', kind: 'holiday', name: '春节' },
    { date: '2027-02-14', kind: 'make_up_workday', name: null },
    { date: '2027-10-01', kind: 'holiday', name: 'National Day' },
  ]);
});

test('the first line that cannot be read is named', () => {
  expect(readNotice('2027-02-05 放假\n明天 放假').wrong).toEqual({ line: 2, text: '明天 放假' });
  expect(readNotice('2027-02-30 放假').wrong?.line).toBe(1);
  expect(readNotice('2027-02-05 也许').wrong?.line).toBe(1);
});

test('a make-up day may name whose roster is worked', () => {
  const days = readNotice('2027-02-14 上周五\n2027-02-21 as-Mon 春节').days;
  expect(days).toEqual([
    { date: '2027-02-14', kind: 'make_up_workday', name: null, works_as_weekday: 5 },
    { date: '2027-02-21', kind: 'make_up_workday', name: '春节', works_as_weekday: 1 },
  ]);
  expect(readNotice('2027-02-14 上周八').wrong?.line).toBe(1);
});
