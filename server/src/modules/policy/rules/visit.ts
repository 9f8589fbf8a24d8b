/** From booking to the visit: until when it can be cancelled, collected and checked in, and from when it is a no-show. */
import { addDays } from '../../../kernel/index.ts';
import { before, daysBefore, plusMinutes, sayAt } from './days.ts';
import {
  type Calendar,
  type HalfDay,
  type No,
  no,
  type Now,
  type Policy,
  policyForVisit,
  type Visit,
  type WallTime,
} from './policy.ts';

const startOf = (visit: Visit): Now => ({ day: visit.date, time: visit.starts });
const on = (date: string, time: WallTime): Now => ({ day: date, time });

/** Until when the patient may cancel this visit; null: never. */
export function cancelUntil(hospital: Policy, visit: Visit, calendar: Calendar): Now | null {
  const { cancel } = policyForVisit(hospital, visit, calendar);
  switch (cancel.kind) {
    case 'wall':
      return on(daysBefore(visit.date, cancel.before, calendar), cancel.at);
    case 'before_slot':
      return plusMinutes(startOf(visit), -cancel.minutes);
    case 'half_day_before':
      return halfDayBefore(cancel.ends, visit);
    case 'never':
      return null;
  }
}

/** The end of the half day before the visit's: a morning's is the afternoon of the day before. */
function halfDayBefore(ends: { morning: WallTime; afternoon: WallTime }, { date, half_day }: Visit): Now {
  if (half_day === 'morning') return on(addDays(date, -1), ends.afternoon);
  return on(date, half_day === 'afternoon' ? ends.morning : ends.afternoon);
}

export function judgeCancel(hospital: Policy, ask: { now: Now; visit: Visit }, calendar: Calendar): No | null {
  const until = cancelUntil(hospital, ask.visit, calendar);
  if (until === null) return no('policy_cancel_never');
  return before(ask.now, until) ? null : no('policy_cancel_cut_off', { at: sayAt(until) });
}

export interface CheckInWindow {
  opens: Now;
  /** The last moment in time; null: the session's end decides. */
  until: Now | null;
  late_grace_minutes: number;
  /** What becomes of who comes within the grace. */
  late: Policy['check_in']['late'];
}

/** From when to when a visit can be checked in, in the hospital's wall clock. */
export function checkInWindow(hospital: Policy, visit: Visit, calendar: Calendar): CheckInWindow {
  const { opens, until, late_grace_minutes, late } = policyForVisit(hospital, visit, calendar).check_in;
  const from = 'at' in opens ? on(visit.date, opens.at) : plusMinutes(startOf(visit), -opens.minutes_before_slot);
  return { opens: from, until: checkInUntil(until, visit), late_grace_minutes, late };
}

function checkInUntil(until: Policy['check_in']['until'], visit: Visit): Now | null {
  if ('session_end' in until) return null;
  if ('slot_end' in until) return on(visit.date, visit.ends);
  if ('minutes_after_slot_start' in until) return plusMinutes(startOf(visit), until.minutes_after_slot_start);
  const time = until.by_half_day[visit.half_day];
  return time ? on(visit.date, time) : null;
}

export type Lateness = 'early' | 'in_time' | 'late' | 'too_late';
/** Whether who checks in now is early, in time, late but still let in behind the others, or too late. */
export function latenessOf({ opens, until, late_grace_minutes, late }: CheckInWindow, now: Now): Lateness {
  if (before(now, opens)) return 'early';
  if (until === null || !before(until, now)) return 'in_time';
  if (late === 'refused' && late_grace_minutes === 0) return 'too_late';
  return before(plusMinutes(until, late_grace_minutes), now) ? 'too_late' : 'late';
}

/** When an unpaid or unconfirmed number is to be collected at the hospital; null: there is no such step. */
export const collectWindow = (policy: Policy, half_day: HalfDay): { from: WallTime | null; until: WallTime } | null =>
  policy.collect[half_day] ?? null;

/** From when a booked patient who did not come counts as a no-show. `session_ends`: wall clock of the visit's day. */
export function noShowAfter(hospital: Policy, visit: Visit & { session_ends: WallTime }, calendar: Calendar): Now {
  const { after } = policyForVisit(hospital, visit, calendar).no_show;
  if (after === 'day_end') return on(addDays(visit.date, 1), '00:00');
  if (after === 'slot_end') return on(visit.date, visit.ends);
  const window = checkInWindow(hospital, visit, calendar);
  return plusMinutes(window.until ?? on(visit.date, visit.session_ends), window.late_grace_minutes);
}
