import { expect, test } from 'vitest';
import { basisWords, type History, NO_VISITS, waitRange } from './waiting-time.ts';

const some = (visits: number, mean_minutes: number, variance = 0) => ({ visits, mean_minutes, variance });
const known: History = { doctor: some(1000, 10, 36), department: NO_VISITS, hospital: NO_VISITS };
const nobody = { people_ahead: 0, current: null, minutes_to_start: 0 };

test('nothing known gives no figure and says so', () => {
  const unknown = { doctor: NO_VISITS, department: NO_VISITS, hospital: NO_VISITS };
  expect(waitRange(unknown, nobody)).toBeNull();
  expect(basisWords(unknown, 'zh')).toContain('暂不估计');
});

test('people ahead times the mean, and the rest of the visit that runs', () => {
  expect(waitRange(known, nobody)).toEqual({ p50_minutes: 0, p90_minutes: 0 });
  expect(waitRange(known, { people_ahead: 3, current: { minutes_in: 4 }, minutes_to_start: 0 })?.p50_minutes).toBe(36);
  expect(waitRange(known, { people_ahead: 0, current: { minutes_in: 60 }, minutes_to_start: 0 })?.p50_minutes).toBe(3);
  expect(waitRange(known, { people_ahead: 1, current: null, minutes_to_start: 20 })?.p50_minutes).toBe(30);
});

test('the range is wider than its middle and grows with people ahead', () => {
  const width = (people_ahead: number) => {
    const range = waitRange(known, { ...nobody, people_ahead })!;
    return range.p90_minutes - range.p50_minutes;
  };
  expect(width(1)).toBeGreaterThan(0);
  expect(width(9)).toBeGreaterThan(width(1));
});

test('a doctor with few visits is drawn towards the department', () => {
  const few = { doctor: some(2, 30), department: some(500, 10), hospital: some(500, 10) };
  const one = waitRange(few, { ...nobody, people_ahead: 1 })!.p50_minutes;
  expect(one).toBeGreaterThan(10);
  expect(one).toBeLessThan(15);
  expect(basisWords(few, 'zh')).toContain('参考本科室');
  expect(basisWords({ ...few, doctor: NO_VISITS }, 'en')).toContain('department’s 500 visits');
});
