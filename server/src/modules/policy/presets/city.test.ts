import { describe, expect, it } from 'vitest';
import {
  type BookingAsk,
  cancelUntil,
  checkInWindow,
  judgeBooking,
  latenessOf,
  noShowAfter,
  type PastBooking,
} from '../rules/index.ts';
import { bookingAsk, daysWith, pastBooking, plainDays, visit } from '../testing/cases.ts';
import { twoCampusHospital } from './city.ts';

const P2 = twoCampusHospital();
const code = (change: Partial<BookingAsk>) => judgeBooking(P2, bookingAsk(change), plainDays)?.code ?? null;
const noShows = (dates: string[], change: Partial<PastBooking> = {}) =>
  dates.map((date) => pastBooking({ date, ...change }));

describe('P2: release at 00:00, D+1 to D+14, never the same day', () => {
  it.each([
    ['today', { date: '2026-11-23' }, 'policy_day_not_bookable'],
    ['tomorrow, at any hour', { date: '2026-11-24', now: { day: '2026-11-23', time: '23:59' } }, null],
    ['the last day, from midnight', { date: '2026-12-07', now: { day: '2026-11-23', time: '00:00' } }, null],
    ['a day beyond', { date: '2026-12-08' }, 'policy_beyond_horizon'],
  ] as [string, Partial<BookingAsk>, string | null][])('%s', (_name, change, expected) =>
    expect(code(change)).toBe(expected),
  );
  it('a day beyond opens at midnight, and says so', () =>
    expect(judgeBooking(P2, bookingAsk({ date: '2026-12-08' }), plainDays)?.again_at).toEqual({
      day: '2026-11-24',
      time: '00:00',
    }));
});

describe('P2: check in half an hour before; past the slot the number is void', () => {
  const window = checkInWindow(P2, visit(), plainDays);
  it.each([
    ['08:29', 'early'],
    ['08:30', 'in_time'],
    ['09:30', 'in_time'],
    ['09:31', 'too_late'],
  ])('at %s: %s', (time, expected) => expect(latenessOf(window, { day: '2026-11-25', time })).toBe(expected));
  it('counts as a no-show once the slot has ended', () =>
    expect(noShowAfter(P2, { ...visit(), session_ends: '12:00' }, plainDays)).toEqual({
      day: '2026-11-25',
      time: '09:30',
    }));
});

describe('P2: cancel at least one working day before, until 15:00', () => {
  const holidays = daysWith({ '2026-10-01': 'holiday', '2026-10-02': 'holiday', '2026-10-10': 'make_up_workday' });
  it.each([
    ['a Wednesday: on Tuesday', '2026-11-25', '2026-11-24'],
    ['a Monday: on Friday', '2026-11-30', '2026-11-27'],
    ['after a holiday: on the last day worked before it', '2026-10-05', '2026-09-30'],
    ['after a make-up Saturday: on that Saturday', '2026-10-12', '2026-10-10'],
  ])('%s', (_name, date, day) => expect(cancelUntil(P2, visit({ date }), holidays)).toEqual({ day, time: '15:00' }));
});

describe('P2: more than three no-shows: six months', () => {
  const four = noShows(['2026-08-03', '2026-09-01', '2026-10-12', '2026-11-02']);
  it('three do not suspend', () => expect(code({ history: four.slice(1) })).toBeNull());
  it('four do, for six months from the last', () =>
    expect(judgeBooking(P2, bookingAsk({ history: four }), plainDays)).toMatchObject({
      code: 'policy_no_show_suspended',
      again_at: { day: '2027-05-02', time: '00:00' },
    }));
  it('at the counter too', () => expect(code({ history: four, channel: 'counter' })).toBe('policy_no_show_suspended'));
  it('one that was forgiven does not count', () =>
    expect(code({ history: four.map((b, n) => ({ ...b, forgiven: n === 0 })) })).toBeNull());
});

describe('P2: fever, cough and sore throat go to the fever clinic', () => {
  it('not asked: ask first', () => expect(code({ symptoms_declared: null })).toBe('policy_symptoms_unasked'));
  it('none of them: fine', () => expect(code({ symptoms_declared: [] })).toBeNull());
  it('says where to go', () =>
    expect(judgeBooking(P2, bookingAsk({ symptoms_declared: ['cough', 'fever'] }), plainDays)).toMatchObject({
      code: 'policy_symptoms_barred',
      params: { zh: { symptoms: '发热、咳嗽', where: '发热门诊' }, en: { where: 'the fever clinic' } },
    }));
});
