import { expect, test } from 'vitest';
import { basisOfPoint, basisWords, shownMinutes } from './waiting-time.ts';
import { type DayTicket, type Measure, measureDay } from './waiting-time-measures.ts';
import { Experience } from './waiting-time-pace.ts';

const MINUTE_MS = 60_000;
const ms = (minutes: number) => minutes * MINUTE_MS;
const whose = { department_id: 'd', doctor_id: 'lin' };
const ordinary = { visit_type_id: 'ordinary', round: 1 };

/** Called at `called`, begun a minute later, ended `lasted` minutes after that. */
function seen(more: { called: number; lasted: number; came?: number; round?: number; doctor_id?: string }): DayTicket {
  const { called, lasted, came = 0, round = 1, doctor_id = 'lin' } = more;
  const turn = { room_id: 'r', doctor_id, round, called_ms: ms(called), started_ms: ms(called + 1) };
  return {
    ...{ session_id: `${doctor_id} s`, session_starts_ms: ms(30), department_id: 'd', doctor_id, room_id: 'r' },
    ...{ visit_type_id: 'ordinary', slot_starts_ms: ms(30), is_urgent: false, is_service: false },
    ...{ checked_in_ms: ms(came), turns: [{ ...turn, ended_ms: ms(called + 1 + lasted) }], gone: [] },
  };
}
const found = (measures: Measure[], what: string) => measures.find((one) => one.what === what);

test('a day is measured: visits, the walk, gaps, late beginnings, idle rooms, arrivals, who never came', () => {
  const day = [
    seen({ called: 34, lasted: 10 }),
    seen({ called: 47, lasted: 6 }),
    seen({ called: 80, lasted: 10, came: 79.5 }),
  ];
  const measures = measureDay(day, [{ ...whose, n: 2 }]);
  expect(found(measures, 'visit')).toMatchObject({ n: 3, minutes_sum: 26, visit_type_id: 'ordinary', part: 1 });
  expect(found(measures, 'walk')).toMatchObject({ n: 3, minutes_sum: 3 });
  expect(found(measures, 'start'), 'the first came in time and was called four minutes late').toMatchObject({
    n: 1,
    minutes_sum: 4,
  });
  expect(found(measures, 'gap'), 'somebody waited').toMatchObject({ n: 1, minutes_sum: 2 });
  expect(found(measures, 'answer'), 'the room had waited').toMatchObject({ n: 1, minutes_sum: 0.5 });
  expect(found(measures, 'open')).toMatchObject({ minutes_sum: 46 });
  expect(found(measures, 'missing')).toMatchObject({ n: 2 });
  expect(measures.filter(({ what }) => what === 'arrival').reduce((sum, { n }) => sum + n, 0)).toBe(3);
});

test('a missed call and a test are told apart from visits; a service point teaches nothing of doctors', () => {
  const missed = seen({ called: 34, lasted: 0 });
  missed.turns = [{ ...missed.turns[0]!, started_ms: null, ended_ms: ms(37) }];
  const tested = {
    ...seen({ called: 40, lasted: 5 }),
    gone: [{ after: 'results' as const, from_ms: ms(46), until_ms: ms(70) }],
  };
  const served = { ...seen({ called: 40, lasted: 3, doctor_id: 'window' }), is_service: true };
  const measures = measureDay([missed, tested, served], []);
  expect(found(measures, 'absent')).toMatchObject({ n: 1, minutes_sum: 3 });
  expect(found(measures, 'results')).toMatchObject({ n: 1, minutes_sum: 24 });
  expect(found(measures, 'visit')).toMatchObject({ n: 1, minutes_sum: 5 });
  expect(found(measures, 'service')).toMatchObject({ n: 1, minutes_sum: 3, doctor_id: 'window' });
});

const lasted = (doctor_id: string, minutes: number, n: number, more: Partial<Measure> = {}): Measure => ({
  ...{ what: 'visit', department_id: 'd', doctor_id, visit_type_id: 'ordinary', part: 1, n },
  ...{ minutes_sum: n * minutes, minutes_square_sum: n * (minutes ** 2 + 16) },
  ...more,
});

test('a doctor with few visits is drawn towards the department, one with many is not', () => {
  const others = lasted('wang', 10, 500);
  const mean = (n: number) => new Experience([others, lasted('lin', 30, n)]).visit(whose, ordinary)!.mean_minutes;
  expect(mean(2)).toBeGreaterThan(10);
  expect(mean(2)).toBeLessThan(18);
  expect(mean(500)).toBeGreaterThan(29);
  expect(new Experience([others]).visit(whose, ordinary)!.mean_minutes).toBe(10);
  expect(new Experience([]).visit(whose, ordinary), 'nothing known, nothing said').toBeUndefined();
});

test('a kind of visit that a doctor never had lasts as much longer or shorter as it does with others', () => {
  const known = [lasted('wang', 10, 500), lasted('wang', 5, 500, { part: 2 }), lasted('lin', 20, 500)];
  const again = new Experience(known).visit(whose, { ...ordinary, round: 2 })!.mean_minutes;
  expect(again).toBeGreaterThan(7);
  expect(again).toBeLessThan(13);
});

test('shares and moments that nobody has seen yet are assumed, and give way to what is seen', () => {
  const fresh = new Experience([]);
  expect(fresh.room(whose).absent_share).toBeCloseTo(0.03);
  expect(fresh.coming(whose).show_share).toBeCloseTo(0.9);
  expect(fresh.coming(whose).arrival.before(-15)).toBeCloseTo(0.5, 1);
  const missing = { ...lasted('lin', 0, 300), what: 'missing' as const };
  const came = { ...lasted('lin', 0, 300), what: 'arrival' as const, part: 20 };
  expect(new Experience([missing, came]).coming(whose).show_share).toBeCloseTo(0.5, 1);
  expect(fresh.service({ id: 'p', mean_minutes: 4 }).mean_minutes).toBe(4);
});

test('said in whole minutes, and from what', () => {
  expect(shownMinutes({ p50_minutes: 3.4, p90_minutes: 7.1 })).toEqual({ p50_minutes: 3, p90_minutes: 8 });
  const words = (measures: Measure[], locale: 'zh' | 'en') =>
    basisWords(new Experience(measures).visitsOf(whose), locale);
  expect(words([], 'zh')).toContain('暂不估计');
  expect(words([lasted('lin', 10, 3)], 'zh')).toContain('参考本科室');
  expect(words([lasted('lin', 10, 300)], 'en')).toContain('300 visits');
  expect(words([lasted('wang', 10, 500)], 'en')).toContain('department’s 500 visits');
  expect(words([lasted('wu', 10, 500, { department_id: 'e' })], 'en')).toContain('hospital’s 500 visits');
  expect(basisOfPoint({ n: 0, mean_minutes: 4, variance: 0 }, 'zh')).toContain('预计的每人 4 分钟');
  expect(basisOfPoint({ n: 9, mean_minutes: 4, variance: 0 }, 'en')).toContain('9 services');
});
