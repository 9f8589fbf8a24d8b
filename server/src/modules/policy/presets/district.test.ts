import { describe, expect, it } from 'vitest';
import {
  type BookingAsk,
  cancelUntil,
  checkInWindow,
  judgeBooking,
  judgeCancel,
  type PastBooking,
  releasedAt,
} from '../rules/index.ts';
import { sentencesOf } from '../sentences/index.ts';
import { bookingAsk, pastBooking, plainDays, visit } from '../testing/cases.ts';
import { districtHospital } from './district.ts';

const DENTISTRY = 'dentistry';
const P1 = districtHospital([DENTISTRY]);
const ask = bookingAsk;
const past = pastBooking;
const code = (change: Partial<BookingAsk>) => judgeBooking(P1, ask(change), plainDays)?.code ?? null;

describe('P1: when a place may be taken', () => {
  it.each([
    ['an ordinary day ahead', { date: '2026-11-25' }, null],
    ['today, before the cut-off', { date: '2026-11-23' }, null],
    [
      'the last day of the horizon, after 07:00',
      { date: '2026-11-30', now: { day: '2026-11-23', time: '07:00' } },
      null,
    ],
    [
      'the last day of the horizon, before 07:00',
      { date: '2026-11-30', now: { day: '2026-11-23', time: '06:59' } },
      'policy_not_released',
    ],
    ['beyond the horizon', { date: '2026-12-01' }, 'policy_beyond_horizon'],
    ['yesterday', { date: '2026-11-22' }, 'policy_day_not_bookable'],
    ['tomorrow, at 16:59', { date: '2026-11-24', now: { day: '2026-11-23', time: '16:59' } }, null],
    [
      'tomorrow, at 17:00',
      { date: '2026-11-24', now: { day: '2026-11-23', time: '17:00' } },
      'policy_next_day_cut_off',
    ],
    ['this morning, at 10:59', { date: '2026-11-23', now: { day: '2026-11-23', time: '10:59' } }, null],
    [
      'this morning, at 11:00',
      { date: '2026-11-23', now: { day: '2026-11-23', time: '11:00' } },
      'policy_same_day_cut_off',
    ],
    [
      'this afternoon, at 15:59',
      { date: '2026-11-23', half_day: 'afternoon', now: { day: '2026-11-23', time: '15:59' } },
      null,
    ],
    [
      'this afternoon, at 16:00',
      { date: '2026-11-23', half_day: 'afternoon', now: { day: '2026-11-23', time: '16:00' } },
      'policy_same_day_cut_off',
    ],
    [
      'at the counter the cut-off does not bind',
      { date: '2026-11-23', channel: 'counter', now: { day: '2026-11-23', time: '11:10' } },
      null,
    ],
    [
      'at the kiosk, where the patient stands in the hall, the cut-off does not bind either',
      { date: '2026-11-23', channel: 'kiosk', now: { day: '2026-11-23', time: '11:10' } },
      null,
    ],
  ] as [string, Partial<BookingAsk>, string | null][])('%s', (_name, change, expected) => {
    expect(code(change)).toBe(expected);
  });

  it('says when to come back', () => {
    expect(judgeBooking(P1, ask({ date: '2026-12-02' }), plainDays)?.params.zh).toEqual({
      days: 7,
      day: '2026-12-02',
      at: '2026-11-25 07:00',
    });
    expect(releasedAt(P1, '2026-12-02', plainDays)).toEqual({ day: '2026-11-25', time: '07:00' });
  });
});

describe('P1: limits and suspensions', () => {
  const sameDay = (change: Partial<PastBooking>) => [past({ state: 'booked', date: '2026-11-25', ...change })];
  const thrice = (change: Partial<PastBooking>) =>
    Array.from({ length: 3 }, (_, n) => past({ date: `2026-11-0${n + 1}`, ...change }));

  it('one number per patient, day and doctor', () =>
    expect(code({ history: sameDay({}) })).toBe('policy_limit_per_doctor'));
  it('one number per patient, day and department', () =>
    expect(code({ history: sameDay({ doctor_id: 'doctor-2' }) })).toBe('policy_limit_per_department'));
  it('another department on the same day is fine', () =>
    expect(code({ history: sameDay({ doctor_id: 'doctor-2', department_id: 'eye' }) })).toBeNull());
  it('a cancelled one does not count', () =>
    expect(code({ history: sameDay({ state: 'cancelled', cancelled_by: 'hospital' }) })).toBeNull());
  it('three no-shows are not yet more than three', () => expect(code({ history: thrice({}) })).toBeNull());
  it('a fourth suspends, and says until when', () => {
    const no = judgeBooking(P1, ask({ history: [...thrice({}), past({ date: '2026-11-05' })] }), plainDays);
    expect(no).toMatchObject({
      code: 'policy_no_show_suspended',
      params: { zh: { count: 4, limit: 4, until: '2026-12-01', period: '一个自然月' } },
      again_at: { day: '2026-12-01', time: '00:00' },
    });
  });
  it('who came and was not seen is not punished', () =>
    expect(code({ history: [...thrice({}), past({ date: '2026-11-05', came: true })] })).toBeNull());
  it('last month’s do not count', () =>
    expect(code({ history: [...thrice({}), past({ date: '2026-10-31' })] })).toBeNull());
  it('dropping counts unpaid and self-cancelled, not the hospital’s closures', () => {
    const dropped = thrice({ state: 'expired' });
    expect(code({ history: [...dropped, past({ state: 'cancelled', cancelled_by: 'patient' })] })).toBe(
      'policy_drop_suspended',
    );
    expect(code({ history: [...dropped, past({ state: 'cancelled', cancelled_by: 'hospital' })] })).toBeNull();
  });
  it('a suspended patient can still register on site', () => {
    expect(code({ channel: 'counter', history: [...thrice({}), past({ date: '2026-11-05' })] })).toBeNull();
  });
});

describe('gates, cancelling and check-in', () => {
  it('a department for women', () =>
    expect(code({ department: { ...ask().department, sex_gate: 'female' } })).toBe('policy_sex_gate'));
  it('a department one walks into is not booked from afar, and registered on the spot', () => {
    const department = { ...ask().department, access: 'walk_in' as const };
    for (const channel of ['app', 'mini_program', 'phone', 'city_platform'] as const)
      expect(code({ department, channel })).toBe('policy_walk_in_only');
    for (const channel of ['counter', 'kiosk'] as const)
      expect(code({ department, channel })).not.toBe('policy_walk_in_only');
  });
  it('a children’s department', () =>
    expect(code({ department: { ...ask().department, age_to_years: 14 } })).toBe('policy_age_gate'));
  it('until 17:00 the day before, never on the day', () => {
    const on = (day: string, time: string) =>
      judgeCancel(P1, { now: { day, time }, visit: visit({ date: '2026-11-25' }) }, plainDays)?.code ?? null;
    expect(cancelUntil(P1, visit({ date: '2026-11-25' }), plainDays)).toEqual({ day: '2026-11-24', time: '17:00' });
    expect(on('2026-11-24', '16:59')).toBeNull();
    expect(on('2026-11-24', '17:00')).toBe('policy_cancel_cut_off');
    expect(on('2026-11-25', '07:00')).toBe('policy_cancel_cut_off');
  });
  it('dentistry closes its check-in earlier', () => {
    const until = (department_id: string, half_day: 'morning' | 'afternoon') =>
      checkInWindow(P1, visit({ date: '2026-11-25', department_id, half_day }), plainDays);
    expect(until('internal', 'morning')).toMatchObject({
      opens: { day: '2026-11-25', time: '07:00' },
      until: { day: '2026-11-25', time: '11:30' },
    });
    expect(until(DENTISTRY, 'afternoon').until).toEqual({ day: '2026-11-25', time: '16:00' });
  });
});

it('tells every rule in both languages, from the data', () => {
  const zh = sentencesOf(P1, 'zh');
  expect(zh.map((row) => row.rule)).toEqual(sentencesOf(P1, 'en').map((row) => row.rule));
  expect(zh.find((row) => row.rule === 'cancel')?.sentence).toBe(
    '就诊前一天 17:00 前可以取消并全额退款，之后不能自行取消。',
  );
  expect(
    sentencesOf({ ...P1, cancel: { kind: 'wall', before: { days: 0, count: 'calendar' }, at: '06:00' } }, 'en').find(
      (row) => row.rule === 'cancel',
    )?.sentence,
  ).toContain('06:00 on the day itself');
});
