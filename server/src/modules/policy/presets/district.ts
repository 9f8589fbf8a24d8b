import type { Penalty, Policy } from '../rules/index.ts';
import { calendarDays, silent } from './ours.ts';

const moreThanThreeAMonth = (counts: Penalty['counts']): Penalty => ({
  counts,
  at_least: 4,
  within: { calendar: 'month' },
  steps: [{ rest_of_month: true }],
  scope: 'online',
});

/**
 * P1, a district general hospital. Its notice says neither how long one may take to pay nor when check-in opens; dentistry
 * closes earlier.
 */
export function districtHospital(dentistry_department_ids: string[]): Policy {
  const dentistry = { morning: '11:00', afternoon: '16:00' };
  return {
    ...silent,
    name: 'P1 区级综合医院 / district general hospital',
    horizon: { from: calendarDays(0), to: calendarDays(7) },
    release_time: '07:00',
    next_day_cut_off: '17:00',
    same_day_cut_off: { morning: '11:00', afternoon: '16:00' },
    collect: { morning: { from: null, until: '11:20' }, afternoon: { from: null, until: '16:20' } },
    check_in: checkInBy({ morning: '11:30', afternoon: '16:30' }),
    cancel: { kind: 'wall', before: calendarDays(1), at: '17:00' },
    penalties: [moreThanThreeAMonth(['no_show']), moreThanThreeAMonth(['expired', 'cancelled_by_patient'])],
    overrides: dentistry_department_ids.length
      ? [
          {
            when: { department_ids: dentistry_department_ids },
            set: {
              collect: {
                morning: { from: null, until: dentistry.morning },
                afternoon: { from: null, until: dentistry.afternoon },
              },
              check_in: checkInBy(dentistry),
            },
          },
        ]
      : [],
  };
}

const checkInBy = (by_half_day: { morning: string; afternoon: string }): Policy['check_in'] => ({
  opens: { at: '07:00' },
  until: { by_half_day },
  late_grace_minutes: 0,
  late: 'refused',
});
