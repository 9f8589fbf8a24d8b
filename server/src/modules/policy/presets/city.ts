import type { Policy } from '../rules/index.ts';
import { calendarDays, silent } from './ours.ts';

/**
 * P2, a two-campus city hospital. Its notice does not say within which time no-shows add up (here: a year, rolling), nor
 * how the patient is to pay. One house, one record: a suspension holds on every campus.
 */
export function twoCampusHospital(): Policy {
  return {
    ...silent,
    name: 'P2 两院区市级医院 / two-campus city hospital',
    horizon: { from: calendarDays(1), to: calendarDays(14) },
    release_time: '00:00',
    check_in: {
      opens: { minutes_before_slot: 30 },
      until: { slot_end: true },
      late_grace_minutes: 0,
      late: 'refused',
    },
    cancel: { kind: 'wall', before: { days: 1, count: 'working' }, at: '15:00' },
    no_show: { after: 'slot_end' },
    penalties: [
      { counts: ['no_show'], at_least: 4, within: { rolling: { months: 12 } }, steps: [{ months: 6 }], scope: 'all' },
    ],
    gates: {
      ...silent.gates,
      symptoms: {
        bars: [
          { code: 'fever', zh: '发热', en: 'fever' },
          { code: 'cough', zh: '咳嗽', en: 'cough' },
          { code: 'sore_throat', zh: '咽痛', en: 'sore throat' },
        ],
        send_to: { zh: '发热门诊', en: 'the fever clinic' },
      },
    },
  };
}
