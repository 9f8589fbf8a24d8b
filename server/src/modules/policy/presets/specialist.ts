import type { Override, Policy } from '../rules/index.ts';
import { calendarDays, silent } from './ours.ts';

/** The city platform sells from the same pool, by rules of its own. Stands last, so that it wins over the two before it. */
const cityPlatform: Override = {
  when: { channels: ['city_platform'] },
  set: {
    horizon: { from: { days: 2, count: 'working' }, to: calendarDays(14) },
    cancel: { kind: 'wall', before: { days: 2, count: 'working' }, at: '08:00' },
  },
};
const HALF_DAY_ENDS = { morning: '12:00', afternoon: '17:00' };

/**
 * P3, a specialist clinic with a city platform as second channel. “Holidays differ”, it says of cancelling and does not say
 * how: here a visit on a holiday or weekend is cancelled half a day before, whatever its type.
 */
export function specialistClinic(): Policy {
  return {
    ...silent,
    name: 'P3 专科医院（含市级平台）/ specialist clinic with a city platform',
    horizon: { from: calendarDays(0), to: calendarDays(28) },
    release_time: '06:00',
    collect: { morning: { from: '07:30', until: '10:30' }, afternoon: { from: '12:30', until: '15:30' } },
    check_in: {
      opens: { at: '07:30' },
      until: { by_half_day: { morning: '10:30', afternoon: '15:30' } },
      late_grace_minutes: 0,
      late: 'refused',
    },
    cancel: { kind: 'before_slot', minutes: 30 },
    limits: [{ max: 1, who: 'patient', of: 'department', within: 'visit_day' }],
    penalties: [
      {
        counts: ['cancelled_by_patient'],
        at_least: 3,
        within: { calendar: 'month' },
        steps: [{ rest_of_month: true }],
        scope: 'online',
      },
      { counts: ['no_show'], at_least: 3, within: { rolling: { months: 6 } }, steps: [{ months: 6 }], scope: 'online' },
    ],
    overrides: [
      {
        when: { visit_type_kinds: ['expert', 'special'] },
        set: { cancel: { kind: 'half_day_before', ends: HALF_DAY_ENDS } },
      },
      {
        when: { day_kinds: ['holiday', 'weekend'] },
        set: { cancel: { kind: 'half_day_before', ends: HALF_DAY_ENDS } },
      },
      cityPlatform,
    ],
  };
}
