/**
 * What a hospital allows, as data, and the functions that read it. A registration clerk should be able to follow this
 * page. Pure: `now` comes in as the hospital's day and wall clock.
 */
import type { ProblemCode } from '@menzhen/contract/problems';
import { addDays, ageOn, type ProblemParams } from '../../kernel/index.ts';

export type HalfDay = 'morning' | 'afternoon' | 'evening';
export type WallTime = string;
type ByHalfDay = Partial<Record<HalfDay, WallTime>>;

export interface Policy {
  name: string;
  /** Days ahead that can be booked: D+from … D+to. */
  horizon: { from_days: number; to_days: number };
  /** Wall clock at which a new day's places open, `to_days` ahead. */
  release_time: WallTime;
  /** Hours in which booking is possible at all; null: always. */
  booking_hours: { from: WallTime; to: WallTime } | null;
  /** Booking for tomorrow stops today at …; null: it does not. */
  next_day_cut_off: WallTime | null;
  /** Booking for today stops at …, by half day; a half day that is missing has no cut-off. */
  same_day_cut_off: ByHalfDay;
  /** Unpaid counter bookings are to be collected by …. */
  collect_until: ByHalfDay;
  check_in: { opens: WallTime; until: ByHalfDay };
  /** Patients cancel until this wall clock, that many days before the visit. */
  cancel: { days_before: number; until: WallTime };
  /** Open bookings of one patient; null: no limit. */
  limits: { per_department_day: number | null; per_doctor_day: number | null; per_day: number | null };
  penalties: Penalty[];
  pay_within_minutes: number;
  /** Rules a counter booking is exempt from: the patient stands there. */
  counter_exempt: ('suspension' | 'cut_offs' | 'release' | 'booking_hours')[];
  overrides: { department_ids: string[]; set: Partial<Omit<Policy, 'overrides' | 'name'>> }[];
}
export interface Penalty {
  counts: 'no_show' | 'grab_and_drop';
  /** Suspended when there are more than this many. */
  more_than: number;
  within: 'calendar_month';
  lasts: 'rest_of_month';
}

/** A rule said no: the catalogue's code, and what its sentence needs, in both languages. */
export interface No {
  code: ProblemCode;
  params: { zh: ProblemParams; en: ProblemParams };
}
const no = (code: ProblemCode, zh: ProblemParams = {}, en: ProblemParams = zh): No => ({ code, params: { zh, en } });

/** The hospital's wall clock, as day and time. */
export interface Now {
  day: string;
  time: WallTime;
}
export interface PastBooking {
  state: string;
  date: string;
  department_id: string;
  doctor_id: string;
  cancelled_by: string | null;
  /** Whether the patient checked in. */
  came: boolean;
}
export interface BookingAsk {
  now: Now;
  channel: 'app' | 'mini_program' | 'counter' | 'kiosk' | 'phone' | 'city_platform';
  date: string;
  half_day: HalfDay;
  department: { id: string; sex_gate: string | null; age_from_years: number | null; age_to_years: number | null };
  doctor_id: string;
  patient: { sex: string; birth_date: string };
  history: PastBooking[];
}

/** The policy as it stands for one department: its overrides laid over the hospital's. */
export function policyFor(policy: Policy, department_id: string): Policy {
  const own = policy.overrides.filter((override) => override.department_ids.includes(department_id));
  return Object.assign({}, policy, ...own.map((override) => override.set));
}

const halfDayWords: Record<HalfDay, [zh: string, en: string]> = {
  morning: ['上午', 'morning'],
  afternoon: ['下午', 'afternoon'],
  evening: ['夜间', 'evening'],
};
const OPEN = new Set(['held', 'booked', 'checked_in', 'called', 'in_consultation', 'finished']);

/** When the places of a day open: (day − to_days) at the release time. */
export const releasedAt = (policy: Policy, date: string): Now => ({
  day: addDays(date, -policy.horizon.to_days),
  time: policy.release_time,
});
const before = (a: Now, b: Now): boolean => a.day < b.day || (a.day === b.day && a.time < b.time);
const say = (at: Now): string => `${at.day} ${at.time}`;

/** May this day's places be taken now? Horizon, release, booking hours, next-day and same-day cut-offs. */
export function judgeTime(policy: Policy, ask: Pick<BookingAsk, 'now' | 'channel' | 'date' | 'half_day'>): No | null {
  const { now, date, half_day } = ask;
  const free = (rule: Policy['counter_exempt'][number]) =>
    ask.channel === 'counter' && policy.counter_exempt.includes(rule);
  const opens = releasedAt(policy, date);
  const earliest = addDays(now.day, policy.horizon.from_days);
  if (date < earliest) return no('policy_day_not_bookable', { day: earliest });
  if (date > addDays(now.day, policy.horizon.to_days))
    return no('policy_beyond_horizon', { days: policy.horizon.to_days, day: date, at: say(opens) });
  if (!free('release') && before(now, opens)) return no('policy_not_released', { at: say(opens) });
  const hours = policy.booking_hours;
  if (hours && !free('booking_hours') && (now.time < hours.from || now.time >= hours.to))
    return no('policy_booking_hours', { from: hours.from, to: hours.to });
  return free('cut_offs') ? null : judgeCutOffs(policy, now, date, half_day);
}

function judgeCutOffs(policy: Policy, now: Now, date: string, half_day: HalfDay): No | null {
  const tomorrow = policy.next_day_cut_off;
  if (tomorrow && date === addDays(now.day, 1) && now.time >= tomorrow)
    return no('policy_next_day_cut_off', { at: tomorrow });
  const today = policy.same_day_cut_off[half_day];
  if (today && date === now.day && now.time >= today) {
    const [zh, en] = halfDayWords[half_day];
    return no('policy_same_day_cut_off', { half: zh, at: today }, { half: en, at: today });
  }
  return null;
}

/** One number per patient, day, department and doctor (P1); each limit is a number of its own. */
export function judgeLimits(
  policy: Policy,
  ask: Pick<BookingAsk, 'date' | 'department' | 'doctor_id' | 'history'>,
): No | null {
  const sameDay = ask.history.filter((b) => b.date === ask.date && OPEN.has(b.state));
  const { per_department_day, per_doctor_day, per_day } = policy.limits;
  const reached = (limit: number | null, count: number) => limit !== null && count >= limit;
  if (reached(per_doctor_day, sameDay.filter((b) => b.doctor_id === ask.doctor_id).length))
    return no('policy_limit_per_doctor', { limit: per_doctor_day!, day: ask.date });
  if (reached(per_department_day, sameDay.filter((b) => b.department_id === ask.department.id).length))
    return no('policy_limit_per_department', { limit: per_department_day!, day: ask.date });
  if (reached(per_day, sameDay.length)) return no('policy_limit_per_day', { limit: per_day! });
  return null;
}

const counted: Record<Penalty['counts'], (b: PastBooking) => boolean> = {
  // who came and could not be seen did not stay away
  no_show: (b) => b.state === 'no_show' && !b.came,
  grab_and_drop: (b) => b.state === 'expired' || (b.state === 'cancelled' && b.cancelled_by === 'patient'),
};
const suspendedCode: Record<Penalty['counts'], ProblemCode> = {
  no_show: 'policy_no_show_suspended',
  grab_and_drop: 'policy_drop_suspended',
};

/** More than N no-shows or drops in the calendar month: suspended for the rest of it. */
export function judgePenalties(policy: Policy, now: Now, history: PastBooking[]): No | null {
  const month = now.day.slice(0, 7);
  for (const penalty of policy.penalties) {
    const count = history.filter((b) => b.date.startsWith(month) && counted[penalty.counts](b)).length;
    if (count <= penalty.more_than) continue;
    const until = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 }).toString();
    const params = { count, limit: penalty.more_than, until };
    return no(suspendedCode[penalty.counts], { ...params, period: '本月' }, { ...params, period: 'this month' });
  }
  return null;
}

/** Departments that see one sex or one age only. */
export function judgeGates(ask: Pick<BookingAsk, 'department' | 'patient' | 'date'>): No | null {
  const { sex_gate, age_from_years, age_to_years } = ask.department;
  if (sex_gate && sex_gate !== ask.patient.sex)
    return no('policy_sex_gate', { sex: sex_gate === 'female' ? '女性' : '男性' }, { sex: sex_gate });
  const age = ageOn(ask.patient.birth_date, ask.date);
  const from = age_from_years ?? 0;
  const to = age_to_years ?? 150;
  return age < from || age > to ? no('policy_age_gate', { from, to }) : null;
}

/** The whole judgement on a booking; the first rule that says no is the one that is told. */
export function judgeBooking(hospital: Policy, ask: BookingAsk): No | null {
  const policy = policyFor(hospital, ask.department.id);
  const suspension = ask.channel === 'counter' && policy.counter_exempt.includes('suspension');
  return (
    judgeGates(ask) ??
    judgeTime(policy, ask) ??
    (suspension ? null : judgePenalties(policy, ask.now, ask.history)) ??
    judgeLimits(policy, ask)
  );
}

/** Until when the patient may cancel a visit on that day. */
export const cancelUntil = (policy: Policy, date: string): Now => ({
  day: addDays(date, -policy.cancel.days_before),
  time: policy.cancel.until,
});

export function judgeCancel(hospital: Policy, ask: { now: Now; department_id: string; date: string }): No | null {
  const until = cancelUntil(policyFor(hospital, ask.department_id), ask.date);
  return before(ask.now, until) ? null : no('policy_cancel_cut_off', { at: until.time });
}

/** From when to when a visit can be checked in, as wall clock of its day; `until` null: the session's end decides. */
export function checkInWindow(
  hospital: Policy,
  department_id: string,
  half_day: HalfDay,
): { opens: WallTime; until: WallTime | null } {
  const { check_in } = policyFor(hospital, department_id);
  return { opens: check_in.opens, until: check_in.until[half_day] ?? null };
}
