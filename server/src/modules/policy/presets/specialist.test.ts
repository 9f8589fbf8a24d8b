import { describe, expect, it } from 'vitest';
import { type BookingAsk, cancelUntil, collectWindow, judgeBooking, policyFor, type Visit } from '../rules/index.ts';
import { bookingAsk, daysWith, pastBooking, plainDays, visit } from '../testing/cases.ts';
import { specialistClinic } from './specialist.ts';

const P3 = specialistClinic();
const no = (change: Partial<BookingAsk>) => judgeBooking(P3, bookingAsk(change), plainDays);
const code = (change: Partial<BookingAsk>) => no(change)?.code ?? null;

describe('P3: its own channel, D to D+28, release at 06:00', () => {
  it.each([
    ['today', { date: '2026-11-23' }, null],
    ['the last day, at 06:00', { date: '2026-12-21', now: { day: '2026-11-23', time: '06:00' } }, null],
    [
      'the last day, at 05:59',
      { date: '2026-12-21', now: { day: '2026-11-23', time: '05:59' } },
      'policy_not_released',
    ],
    ['a day more', { date: '2026-12-22' }, 'policy_beyond_horizon'],
  ] as [string, Partial<BookingAsk>, string | null][])('%s', (_name, change, expected) =>
    expect(code(change)).toBe(expected),
  );
  it('one booking per day and department, with whichever doctor', () => {
    const held = pastBooking({ state: 'booked', date: '2026-11-25', doctor_id: 'doctor-2' });
    expect(code({ history: [held] })).toBe('policy_limit_per_department');
    expect(code({ history: [{ ...held, department_id: 'eye' }] })).toBeNull();
  });
  it('numbers are collected in two windows', () => {
    expect(collectWindow(P3, 'morning')).toEqual({ from: '07:30', until: '10:30' });
    expect(collectWindow(P3, 'afternoon')).toEqual({ from: '12:30', until: '15:30' });
    expect(collectWindow(P3, 'evening')).toBeNull();
  });
});

describe('P3: until when one may cancel', () => {
  const days = daysWith({ '2026-10-01': 'holiday' });
  const until = (change: Partial<Visit>) => cancelUntil(P3, visit(change), days);
  it('ordinary numbers: 30 minutes before', () => expect(until({})).toEqual({ day: '2026-11-25', time: '08:30' }));
  it('expert numbers: half a day before', () => {
    expect(until({ visit_type_kind: 'expert' })).toEqual({ day: '2026-11-24', time: '17:00' });
    expect(until({ visit_type_kind: 'expert', half_day: 'afternoon', starts: '14:00' })).toEqual({
      day: '2026-11-25',
      time: '12:00',
    });
  });
  it('holidays differ', () => expect(until({ date: '2026-10-01' })).toEqual({ day: '2026-09-30', time: '17:00' }));
});

describe('P3: restricted', () => {
  const cancelled = (date: string) => pastBooking({ date, state: 'cancelled', cancelled_by: 'patient' });
  it('three cancellations in a month: for that month', () => {
    const three = ['2026-11-02', '2026-11-09', '2026-11-16'].map(cancelled);
    expect(no({ history: three })).toMatchObject({ code: 'policy_drop_suspended', again_at: { day: '2026-12-01' } });
    expect(code({ history: three.slice(1) })).toBeNull();
    expect(code({ history: [cancelled('2026-10-30'), ...three.slice(1)] })).toBeNull();
    expect(code({ history: three, channel: 'counter' })).toBeNull();
  });
  it('what the hospital or the desk cancelled does not count', () =>
    expect(
      code({
        history: ['02', '03', '04'].map((d) => ({ ...cancelled(`2026-11-${d}`), cancelled_by: 'hospital' })),
      }),
    ).toBeNull());
  it('three no-shows in half a year: for half a year', () => {
    const three = ['2026-06-01', '2026-08-03', '2026-11-02'].map((date) => pastBooking({ date }));
    expect(no({ history: three })).toMatchObject({ code: 'policy_no_show_suspended', again_at: { day: '2027-05-02' } });
    expect(code({ history: [pastBooking({ date: '2026-05-01' }), ...three.slice(1)] })).toBeNull();
  });
});

describe('P3: the city platform has rules of its own', () => {
  const platform = { channel: 'city_platform' } as const;
  it.each([
    ['one working day ahead', { date: '2026-11-24' }, 'policy_day_not_bookable'],
    ['two working days ahead', { date: '2026-11-25' }, null],
    [
      'on a Friday, the Monday after',
      { date: '2026-11-30', now: { day: '2026-11-27', time: '08:00' } },
      'policy_day_not_bookable',
    ],
    ['on a Friday, the Tuesday after', { date: '2026-12-01', now: { day: '2026-11-27', time: '08:00' } }, null],
    ['14 days ahead', { date: '2026-12-07' }, null],
    ['15 days ahead', { date: '2026-12-08' }, 'policy_beyond_horizon'],
  ] as [string, Partial<BookingAsk>, string | null][])('%s', (_name, change, expected) =>
    expect(code({ ...platform, ...change })).toBe(expected),
  );
  it('cancel two working days before, until 08:00, whatever the type', () => {
    for (const visit_type_kind of ['ordinary', 'expert'])
      expect(cancelUntil(P3, visit({ ...platform, visit_type_kind }), plainDays)).toEqual({
        day: '2026-11-23',
        time: '08:00',
      });
  });
  it('keeps the rest of the house’s rules', () => expect(policyFor(P3, platform).penalties).toEqual(P3.penalties));
});
