import { expect, test } from 'vitest';
import { forecastLine, type LineNow, type RoomNow, type RoomPace, type WaitingNow } from './forecast.ts';
import { Chance, drawMinutes, drawRest, normalShare, type Spread, Steps } from './forecast-chance.ts';

const spread = (mean_minutes: number, variance = 0): Spread => ({ mean_minutes, variance });
const pace: RoomPace = {
  ...{ walk: spread(1), gap: spread(0), rest_share: 0, rest: spread(0), answer: spread(0), start: spread(0) },
  ...{ absent_share: 0, absent: spread(0), back_share: 0, back: spread(0), results_share: 0, results: spread(0) },
};
const idle: RoomNow = { pace, busy: null, idle: { after: 'gap', minutes: 0 }, starts_in: null };
const visits = [spread(10, 36), spread(10, 36), spread(10, 36)];
const person = (id: string, more: Partial<WaitingNow> = {}): WaitingNow => ({
  ...{ id, visits, session_starts_in: null, slot_in: 0, has_results: false },
  ...more,
});
/** Everybody comes a quarter of an hour late. */
const arrival = new Steps(0, 5, [0, 0, 1, 1]);
const line = (more: Partial<LineNow> = {}): LineNow => ({
  ...{ rooms: [idle], waiting: [person('a'), person('b'), person('c')], coming: [], gone: [] },
  ...{ arrival, show_share: 1, urgent_per_minute: 0, urgent_visits: visits, results_visits: visits },
  ...{ passed_lets_pass: 2, results_every: 1, since_results: 0 },
  ...more,
});
const of = (more: Partial<LineNow>, id: string) => forecastLine(line(more)).get(id)!;

test('the same line has the same ranges; each place waits longer, and the range widens', () => {
  expect(forecastLine(line())).toEqual(forecastLine(line()));
  const [a, b, c] = ['a', 'b', 'c'].map((id) => of({}, id));
  expect(a).toEqual({ p50_minutes: 0, p90_minutes: 0 });
  expect(b!.p50_minutes).toBeGreaterThan(7);
  expect(b!.p50_minutes).toBeLessThan(13);
  expect(c!.p50_minutes).toBeGreaterThan(b!.p90_minutes - 2);
  expect(c!.p90_minutes - c!.p50_minutes).toBeGreaterThan(b!.p90_minutes - b!.p50_minutes);
});

test('nothing is said of a line without a room, and nobody is told anything of an empty one', () => {
  expect(forecastLine(line({ rooms: [] })).size).toBe(0);
  expect(forecastLine(line({ waiting: [] })).size).toBe(0);
});

test('the visit that runs counts with its rest: long visits are often nearly over, and never quite', () => {
  const inside = (minutes: number): RoomNow => ({
    ...idle,
    busy: { phase: 'in_consultation', minutes, visit: spread(10, 36) },
  });
  const [begun, late, overdue] = [0, 8, 40].map((minutes) => of({ rooms: [inside(minutes)] }, 'a').p50_minutes);
  expect(begun!).toBeGreaterThan(late!);
  expect(overdue!).toBeGreaterThan(0);
  const called = { ...idle, busy: { phase: 'called' as const, minutes: 0, visit: spread(10, 36) } };
  expect(of({ rooms: [called] }, 'a').p50_minutes).toBeGreaterThan(late!);
});

test('three rooms that share a line shorten it', () => {
  const far = person('z');
  const waiting = [...Array.from({ length: 6 }, (_, n) => person(`p${n}`)), far];
  const one = of({ waiting }, 'z').p50_minutes;
  const three = of({ waiting, rooms: [idle, idle, idle] }, 'z').p50_minutes;
  expect(three).toBeLessThan(one / 2);
});

test('a session that has not begun begins when its doctor usually does; one long overdue begins any minute', () => {
  const late = { ...pace, start: spread(6, 4) };
  const before = (starts_in: number) => {
    const rooms = [{ ...idle, pace: late, starts_in }];
    return of({ rooms, waiting: [person('a', { session_starts_in: starts_in })] }, 'a').p50_minutes;
  };
  expect(before(30)).toBeGreaterThan(33);
  expect(before(30)).toBeLessThan(39);
  expect(before(-5)).toBeLessThan(before(0));
  expect(before(-90)).toBeLessThan(10);
});

test('who is booked before and may still come lengthens the wait, a no-show does not', () => {
  const waiting = [person('a', { slot_in: -10 }), person('b', { slot_in: 30 })];
  const coming = [0, 1, 2].map(() => ({ visits, session_starts_in: null, slot_in: -10, slot_minutes: 30 }));
  const alone = of({ waiting }, 'b').p50_minutes;
  expect(of({ waiting, coming }, 'b').p50_minutes).toBeGreaterThan(alone + 10);
  expect(of({ waiting, coming, show_share: 0 }, 'b').p50_minutes - alone).toBeLessThan(1);
  // later slots go behind, and who is far too late to come any more is not waited for
  expect(of({ waiting, coming: coming.map((one) => ({ ...one, slot_in: 60 })) }, 'b').p50_minutes - alone).toBeLessThan(
    1,
  );
  expect(
    of({ waiting, coming: coming.map((one) => ({ ...one, slot_in: -300 })) }, 'b').p50_minutes - alone,
  ).toBeLessThan(1);
});

test('emergencies, returns with results and breaks lengthen the wait; people who miss their call shorten it', () => {
  const alone = of({}, 'c').p50_minutes;
  expect(of({ urgent_per_minute: 0.1 }, 'c').p50_minutes).toBeGreaterThan(alone + 5);
  const gone = [0, 1].map(() => ({ after: 'results' as const, minutes: 5, visits }));
  const soon = { ...pace, results: spread(6, 1) };
  expect(of({ gone, rooms: [{ ...idle, pace: soon }] }, 'c').p50_minutes).toBeGreaterThan(alone + 5);
  expect(
    of({ rooms: [{ ...idle, pace: { ...pace, rest_share: 1, rest: spread(5) } }] }, 'c').p50_minutes,
  ).toBeGreaterThan(alone + 5);
  expect(
    of({ rooms: [{ ...idle, pace: { ...pace, absent_share: 1, absent: spread(2) } }] }, 'c').p50_minutes,
  ).toBeLessThan(alone);
});

test('draws have the mean and the variance they were asked for, and a rest is what is left', () => {
  const chance = new Chance(7);
  const asked = spread(13, 13 ** 2 * 0.72 ** 2);
  const drawn = Array.from({ length: 20_000 }, () => drawMinutes(asked, chance));
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  const variance = drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length;
  expect(mean / 13).toBeCloseTo(1, 1);
  expect(variance / asked.variance).toBeCloseTo(1, 1);
  const longer = drawn.filter((one) => one > 20).map((one) => one - 20);
  const left = Array.from({ length: 20_000 }, () => drawRest(asked, 20, chance));
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
  expect(middle(left) / middle(longer)).toBeCloseTo(1, 0);
  expect(normalShare(1.2816)).toBeCloseTo(0.9, 3);
});
