import type { Penalty, Policy } from '../rules/index.ts';
import { calendarDays, silent } from './ours.ts';

const lockedForAMonth = (counts: Penalty['counts'], within: Penalty['within']): Penalty => ({
  counts,
  at_least: 3,
  within,
  steps: [{ months: 1 }],
  scope: 'online',
});

/** P4, a municipal hospital. “Within a year” and “within a month” are read as rolling, since no calendar is named. */
export function municipalHospital(): Policy {
  const year = { rolling: { months: 12 } };
  const month = { rolling: { months: 1 } };
  return {
    ...silent,
    name: 'P4 市级医院 / municipal hospital',
    horizon: { from: calendarDays(1), to: { days: 14, count: 'not_holiday' } },
    release_time: '06:30',
    booking_hours: { from: '06:30', to: '24:00' },
    cancel: { kind: 'wall', before: calendarDays(0), at: '00:00' },
    gates: { ...silent.gates, age_from_years: 14, first_visit_id_kinds: ['resident_id'] },
    penalties: [
      lockedForAMonth(['no_show'], year),
      lockedForAMonth(['cancelled_by_patient'], month),
      lockedForAMonth(['cancelled_same_day'], month),
    ],
  };
}
