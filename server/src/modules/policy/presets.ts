/** Rules that real hospitals publish, as data. A hospital starts from one of these and changes what it must. */
import type { Policy } from './rules.ts';

/** P1, a district general hospital. Where its notice says nothing (paying time, when check-in opens) the value is ours. */
export function districtHospital(dentistry_department_ids: string[]): Policy {
  return {
    name: 'P1 district general hospital',
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
      { counts: 'no_show', more_than: 3, within: 'calendar_month', lasts: 'rest_of_month' },
      { counts: 'grab_and_drop', more_than: 3, within: 'calendar_month', lasts: 'rest_of_month' },
    ],
    pay_within_minutes: 15,
    counter_exempt: ['suspension', 'cut_offs', 'booking_hours'],
    overrides: [
      {
        department_ids: dentistry_department_ids,
        set: {
          collect_until: { morning: '11:00', afternoon: '16:00' },
          check_in: { opens: '07:00', until: { morning: '11:00', afternoon: '16:00' } },
        },
      },
    ],
  };
}
