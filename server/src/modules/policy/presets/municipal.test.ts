import { describe, expect, it } from 'vitest';
import { type BookingAsk, cancelUntil, judgeBooking, releasedAt } from '../rules/index.ts';
import { bookingAsk, daysWith, pastBooking, plainDays, visit } from '../testing/cases.ts';
import { municipalHospital } from './municipal.ts';

const P4 = municipalHospital();
const no = (change: Partial<BookingAsk>) => judgeBooking(P4, bookingAsk(change), plainDays);
const code = (change: Partial<BookingAsk>) => no(change)?.code ?? null;
const adult = bookingAsk().patient;

describe('P4: who may book', () => {
  it('under 14 not; from the 14th birthday on', () => {
    expect(no({ patient: { ...adult, birth_date: '2012-11-26' } })).toMatchObject({
      code: 'policy_age_gate',
      again_at: { day: '2026-11-26' },
    });
    expect(code({ patient: { ...adult, birth_date: '2012-11-25' } })).toBeNull();
  });
  it('a first visit is booked with the identity card only', () => {
    const passport = { ...adult, id_kind: 'passport' };
    expect(code({ patient: { ...passport, first_visit: true } })).toBe('policy_first_visit_id');
    expect(code({ patient: passport })).toBeNull();
    expect(code({ patient: { ...adult, first_visit: true } })).toBeNull();
  });
});

describe('P4: D+1 to D+14, public holidays not counted', () => {
  const golden = daysWith(
    Object.fromEntries(['01', '02', '03', '04', '05', '06', '07', '08'].map((d) => [`2026-10-${d}`, 'holiday'])),
  );
  it('the holiday makes the window longer', () => {
    const ask = bookingAsk({ now: { day: '2026-09-28', time: '08:00' }, date: '2026-10-20' });
    expect(judgeBooking(P4, ask, golden)).toBeNull();
    expect(judgeBooking(P4, { ...ask, date: '2026-10-21' }, golden)).toMatchObject({
      code: 'policy_beyond_horizon',
      again_at: { day: '2026-09-29', time: '06:30' },
    });
    expect(releasedAt(P4, '2026-10-21', golden)).toEqual({ day: '2026-09-29', time: '06:30' });
  });
  it('not today', () => expect(code({ date: '2026-11-23' })).toBe('policy_day_not_bookable'));
});

describe('P4: no booking between 00:00 and 06:30', () => {
  it.each([
    ['00:00', 'policy_booking_hours'],
    ['06:29', 'policy_booking_hours'],
    ['06:30', null],
    ['23:59', null],
  ])('%s: %s', (time, expected) => expect(code({ now: { day: '2026-11-23', time } })).toBe(expected));
  it('says from when', () =>
    expect(no({ now: { day: '2026-11-23', time: '03:00' } })?.again_at).toEqual({ day: '2026-11-23', time: '06:30' }));
});

it('P4: cancel until 00:00 of the visit day', () =>
  expect(cancelUntil(P4, visit(), plainDays)).toEqual({ day: '2026-11-25', time: '00:00' }));

describe('P4: locked for one month', () => {
  const noShow = (date: string) => pastBooking({ date });
  const drop = (date: string, day = date) =>
    pastBooking({ date, state: 'cancelled', cancelled_by: 'patient', state_at: { day, time: '07:00' } });
  it('after three no-shows within a year', () => {
    expect(no({ history: ['2025-11-24', '2026-05-04', '2026-11-02'].map(noShow) })).toMatchObject({
      code: 'policy_no_show_suspended',
      again_at: { day: '2026-12-02' },
    });
    expect(code({ history: ['2025-11-02', '2026-05-04', '2026-11-02'].map(noShow) })).toBeNull();
    expect(code({ history: ['2026-01-05', '2026-05-04', '2026-10-12'].map(noShow) })).toBeNull();
  });
  it('after three cancellations within a month, across the turn of it', () => {
    const three = [drop('2026-10-28'), drop('2026-11-09'), drop('2026-11-20')];
    expect(code({ history: three })).toBe('policy_drop_suspended');
    expect(code({ history: [drop('2026-10-19'), ...three.slice(1)] })).toBeNull();
  });
  it('same-day ones are told apart', () => {
    const sameDay = P4.penalties.find((p) => p.counts.includes('cancelled_same_day'))!;
    const only = { ...P4, penalties: [sameDay] };
    const early = [drop('2026-11-16', '2026-11-15'), drop('2026-11-17'), drop('2026-11-18')];
    expect(judgeBooking(only, bookingAsk({ history: early }), plainDays)).toBeNull();
    expect(
      judgeBooking(only, bookingAsk({ history: [drop('2026-11-16'), ...early.slice(1)] }), plainDays),
    ).not.toBeNull();
  });
});
