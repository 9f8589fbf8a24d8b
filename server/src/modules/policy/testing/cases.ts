/** Asks, visits and past bookings as tests of the rules need them: ordinary, but for what a case changes. */
import { weekdayOf } from '../../../kernel/index.ts';
import type { BookingAsk, Calendar, PastBooking, Visit } from '../rules/index.ts';

/** Weekdays work, weekends do not, and there are no holidays. */
export const plainDays: Calendar = (date) => (weekdayOf(date) >= 6 ? 'weekend' : 'workday');
/** As plainDays, but for the days named. */
export const daysWith =
  (kinds: Record<string, ReturnType<Calendar>>): Calendar =>
  (date) =>
    kinds[date] ?? plainDays(date);

/** Monday 23 November 2026, 08:00: an adult who has been here before asks the app for a morning two days ahead. */
export const bookingAsk = (change: Partial<BookingAsk> = {}): BookingAsk => ({
  now: { day: '2026-11-23', time: '08:00' },
  channel: 'app',
  date: '2026-11-25',
  half_day: 'morning',
  starts: '09:00',
  ends: '09:30',
  department: { id: 'internal', sex_gate: null, age_from_years: null, age_to_years: null, access: 'booking' },
  department_id: change.department?.id ?? 'internal',
  doctor_id: 'doctor-1',
  visit_type_id: 'ordinary-1',
  visit_type_kind: 'ordinary',
  patient: { sex: 'male', birth_date: '2005-03-01', id_kind: 'resident_id', first_visit: false },
  symptoms_declared: [],
  history: [],
  account_history: [],
  phone_history: [],
  ...change,
});

/** A no-show; without a `state_at` of its own it came into its state on the day of the visit at 18:00. */
export const pastBooking = (change: Partial<PastBooking> = {}): PastBooking => {
  const date = change.date ?? '2026-11-02';
  return {
    id: `booking-${date}`,
    state: 'no_show',
    date,
    department_id: 'internal',
    doctor_id: 'doctor-1',
    cancelled_by: null,
    came: false,
    made_at: { day: date, time: '07:00' },
    state_at: { day: date, time: '18:00' },
    forgiven: false,
    ...change,
  };
};

export const visit = (change: Partial<Visit> = {}): Visit => ({
  date: '2026-11-25',
  half_day: 'morning',
  starts: '09:00',
  ends: '09:30',
  department_id: 'internal',
  doctor_id: 'doctor-1',
  visit_type_id: 'ordinary-1',
  visit_type_kind: 'ordinary',
  channel: 'app',
  ...change,
});
