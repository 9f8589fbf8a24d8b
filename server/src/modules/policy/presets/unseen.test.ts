/** A fifth hospital, unlike any preset, must be expressible as data alone. */
import { PolicyData } from '@menzhen/contract';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import {
  type BookingAsk,
  cancelUntil,
  checkInWindow,
  contradictionsOf,
  judgeBooking,
  latenessOf,
  needsAccountHistory,
  needsPhoneHistory,
  type PastBooking,
  type Policy,
  releasedAt,
  policyFor,
} from '../rules/index.ts';
import { sentencesOf } from '../sentences/index.ts';
import { bookingAsk, daysWith, pastBooking, plainDays, visit } from '../testing/cases.ts';
import data from '../testing/unseen-hospital.json' with { type: 'json' };

const EYE = data as unknown as Policy;
const DOCTOR = '00000000-0000-7000-8000-0000000000d1';
const CHILDREN = '00000000-0000-7000-8000-0000000000e1';
const no = (change: Partial<BookingAsk>) => judgeBooking(EYE, bookingAsk(change), plainDays);
const held = (date: string, change: Partial<PastBooking> = {}) => pastBooking({ state: 'booked', date, ...change });

it('is valid by the contract, and contradicts nothing', () => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  (formats.default ?? formats)(ajv as never);
  const isValid = ajv.compile(PolicyData);
  expect([isValid(data), isValid.errors]).toEqual([true, null]);
  expect(contradictionsOf(EYE)).toEqual([]);
  expect([needsAccountHistory(EYE), needsPhoneHistory(EYE)]).toEqual([true, true]);
});

const other = { doctor_id: 'doctor-9' };
describe('judges by it', () => {
  it.each([
    ['ten working days ahead', { date: '2026-12-07', now: { day: '2026-11-23', time: '12:30' } }, null, undefined],
    ['the same, before release', { date: '2026-12-07' }, 'policy_not_released', '2026-11-23 12:30'],
    ['this evening, until 17:00', { date: '2026-11-23', half_day: 'evening' }, null, undefined],
    [
      'this evening, too late',
      { date: '2026-11-23', half_day: 'evening', now: { day: '2026-11-23', time: '17:00' } },
      'policy_same_day_cut_off',
      undefined,
    ],
    ['at night', { now: { day: '2026-11-23', time: '22:00' } }, 'policy_booking_hours', '2026-11-24 06:00'],
    [
      'two in that week',
      { history: [held('2026-11-23', other), held('2026-11-29', other)] },
      'policy_limit',
      undefined,
    ],
    ['two, one in the next week', { history: [held('2026-11-23', other), held('2026-11-30', other)] }, null, undefined],
    [
      'four in that month, in any department',
      {
        history: ['02', '10', '17', '28'].map((d) =>
          held(`2026-11-${d}`, { ...other, department_id: 'x', state: 'finished' }),
        ),
      },
      'policy_limit',
      undefined,
    ],
    ['one open with that doctor', { history: [held('2026-12-03')] }, 'policy_limit', undefined],
    [
      'five open of the account',
      { account_history: Array.from({ length: 5 }, () => held('2026-11-30', other)) },
      'policy_limit',
      undefined,
    ],
    [
      'three of the phone with that doctor that day',
      { phone_history: Array.from({ length: 3 }, () => held('2026-11-25')) },
      'policy_limit',
      undefined,
    ],
    ['the counter knows no limits', { channel: 'counter', history: [held('2026-12-03')] }, null, undefined],
    [
      'half an hour after an unpaid one',
      { history: [pastBooking({ state: 'expired', state_at: { day: '2026-11-23', time: '07:45' } })] },
      'policy_cool_down',
      '2026-11-23 08:15',
    ],
    [
      'the same doctor within a day of cancelling',
      {
        history: [
          pastBooking({
            state: 'cancelled',
            cancelled_by: 'patient',
            date: '2026-11-27',
            state_at: { day: '2026-11-22', time: '09:00' },
          }),
        ],
      },
      'policy_cool_down',
      '2026-11-23 09:00',
    ],
    ['a symptom of its own', { symptoms_declared: ['sudden_loss_of_sight'] }, 'policy_symptoms_barred', undefined],
    [
      'a first visit by passport',
      { patient: { ...bookingAsk().patient, id_kind: 'passport', first_visit: true } },
      'policy_first_visit_id',
      undefined,
    ],
    [
      'a second offence',
      { history: [pastBooking({ date: '2026-10-01' }), pastBooking({ date: '2026-11-20' })] },
      'policy_drop_suspended',
      '2026-11-27 00:00',
    ],
    [
      'a third takes the next step',
      { history: ['2026-09-10', '2026-10-01', '2026-11-20'].map((date) => pastBooking({ date })) },
      'policy_drop_suspended',
      '2026-12-20 00:00',
    ],
    ['a doctor of his own horizon', { doctor_id: DOCTOR, date: '2026-11-25' }, 'policy_day_not_bookable', undefined],
    [
      'a doctor of his own release',
      { doctor_id: DOCTOR, date: '2026-11-30' },
      'policy_not_released',
      '2026-11-23 20:00',
    ],
    [
      'by telephone, outside its hours',
      { channel: 'phone', now: { day: '2026-11-23', time: '07:00' } },
      'policy_booking_hours',
      '2026-11-23 08:00',
    ],
    [
      'special numbers of one department',
      { department: { ...bookingAsk().department, id: CHILDREN }, visit_type_kind: 'special' },
      'policy_age_gate',
      undefined,
    ],
  ] as [string, Partial<BookingAsk>, string | null, string | undefined][])('%s', (_name, change, code, again) => {
    const answer = no(change);
    const again_at = answer?.again_at;
    expect(answer?.code ?? null).toBe(code);
    if (again) expect(`${again_at?.day} ${again_at?.time}`).toBe(again);
  });
});

it('reads the day of the visit by it', () => {
  const evening = visit({ half_day: 'evening', starts: '18:30', ends: '19:00' });
  expect(cancelUntil(EYE, evening, plainDays)).toEqual({ day: '2026-11-25', time: '17:30' });
  expect(cancelUntil(EYE, evening, daysWith({ '2026-11-25': 'holiday' }))).toBeNull();
  const window = checkInWindow(EYE, evening, plainDays);
  const at = (time: string) => latenessOf(window, { day: '2026-11-25', time });
  expect([at('17:44'), at('17:45'), at('18:36'), at('18:56')]).toEqual(['early', 'in_time', 'late', 'too_late']);
});

it('the exception that names more conditions wins', () => {
  const phone = policyFor(EYE, { doctor_id: DOCTOR, channel: 'phone' });
  expect(releasedAt(phone, '2026-11-30', plainDays)).toEqual({ day: '2026-11-23', time: '09:00' });
});

it('tells all of it in both languages', () => {
  const zh = sentencesOf(EYE, 'zh');
  expect(zh.map((row) => row.rule)).toEqual(sentencesOf(EYE, 'en').map((row) => row.rule));
  expect(zh.some((row) => row.sentence.includes('undefined'))).toBe(false);
});
