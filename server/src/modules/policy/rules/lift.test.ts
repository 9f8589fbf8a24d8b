import { expect, it } from 'vitest';
import { districtHospital } from '../presets/index.ts';
import { bookingAsk, pastBooking, plainDays } from '../testing/cases.ts';
import { type FirstPolicy, judgeBooking, liftPolicy, policyFor } from './index.ts';

/** As the first hospitals stored it. */
const stored: FirstPolicy = {
  name: 'as published then',
  horizon: { from_days: 0, to_days: 7 },
  release_time: '07:00',
  booking_hours: null,
  next_day_cut_off: '17:00',
  same_day_cut_off: { morning: '11:00', afternoon: '16:00' },
  collect_until: { morning: '11:20', afternoon: '16:20' },
  check_in: { opens: '07:00', until: { morning: '11:30', afternoon: '16:30' } },
  cancel: { days_before: 1, until: '17:00' },
  limits: { per_department_day: 1, per_doctor_day: 1, per_day: null },
  penalties: [
    { counts: 'no_show', more_than: 3 },
    { counts: 'grab_and_drop', more_than: 3 },
  ],
  pay_within_minutes: 15,
  counter_exempt: ['suspension', 'cut_offs', 'booking_hours'],
  overrides: [
    {
      department_ids: ['dental'],
      set: { check_in: { opens: '07:00', until: { morning: '11:00', afternoon: '16:00' } } },
    },
  ],
};

it('rules of the first form say in today’s what they said then', () => {
  const silent = districtHospital([]);
  const lifted = liftPolicy(stored, silent);
  expect({ ...lifted, name: '', overrides: [] }).toEqual({ ...silent, name: '' });
  expect(policyFor(lifted, { department_id: 'dental' }).check_in.until).toEqual({
    by_half_day: { morning: '11:00', afternoon: '16:00' },
  });
  const four = ['02', '03', '04', '05'].map((d) => pastBooking({ date: `2026-11-${d}` }));
  expect(judgeBooking(lifted, bookingAsk({ history: four }), plainDays)?.code).toBe('policy_no_show_suspended');
  expect(judgeBooking(lifted, bookingAsk({ history: four, channel: 'counter' }), plainDays)).toBeNull();
});

it('rules from before there was a limit for refunds say the rest as they did', () => {
  const now = districtHospital(['x']);
  const { refund: _refund, ...before } = now;
  const silent = { ...districtHospital([]), refund: { two_person_above_fen: 4_200 } };
  expect(liftPolicy(before, silent)).toEqual({ ...now, refund: { two_person_above_fen: 4_200 } });
});

it('rules from before the order in the hall was a rule say the rest as they did', () => {
  const now = districtHospital(['x']);
  const { queue: _queue, ...before } = now;
  const silent = { ...now, queue: { ...now.queue, passed_lets_pass: 7 } };
  expect(liftPolicy(before, silent)).toEqual({ ...now, queue: silent.queue });
});

it('today’s form is read as it is', () => {
  const now = districtHospital(['x']);
  expect(liftPolicy(now, districtHospital([]))).toBe(now);
});
