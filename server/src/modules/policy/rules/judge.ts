/** The whole judgement on a booking, and how much history it needs. */
import { addDays, weekdayOf } from '../../../kernel/index.ts';
import { judgeGates } from './gates.ts';
import { judgeCoolDowns, judgeLimits } from './limits.ts';
import { judgePenalties, stepEnds, windowFrom } from './penalties.ts';
import { type BookingAsk, type Calendar, type No, type Penalty, type Policy, policyForVisit } from './policy.ts';
import { isExempt, judgeTime } from './time.ts';

/**
 * The first rule that says no is the one that is told. `whenever`: without the rules of release, hours and cut-offs, for who
 * waits for a place and for who is offered one.
 */
export function judgeBooking(
  hospital: Policy,
  ask: BookingAsk,
  calendar: Calendar,
  { whenever = false }: { whenever?: boolean } = {},
): No | null {
  const policy = policyForVisit(hospital, ask, calendar);
  const free = (rule: Policy['counter_exempt'][number]) => isExempt(policy, ask.channel, rule);
  return (
    (free('gates') ? null : judgeGates(policy, ask)) ??
    (whenever ? null : judgeTime(policy, ask, calendar)) ??
    judgePenalties(policy, ask) ??
    (free('cool_downs') ? null : judgeCoolDowns(policy, ask)) ??
    (free('limits') ? null : judgeLimits(policy, ask))
  );
}

/** What a version needs to be known of the past; the widest of itself and its exceptions. */
interface Needs {
  limits: Policy['limits'];
  cool_downs: Policy['cool_downs'];
  penalties: Penalty[];
}
const kept = new WeakMap<Policy, Needs>();
function needsOf(policy: Policy): Needs {
  const known = kept.get(policy);
  if (known) return known;
  const all = [policy, ...policy.overrides.map((override) => override.set)];
  const needs = {
    limits: all.flatMap((p) => p.limits ?? []),
    cool_downs: all.flatMap((p) => p.cool_downs ?? []),
    penalties: all.flatMap((p) => p.penalties ?? []),
  };
  kept.set(policy, needs);
  return needs;
}

export const needsAccountHistory = (policy: Policy): boolean => needsOf(policy).limits.some((l) => l.who === 'account');
export const needsPhoneHistory = (policy: Policy): boolean => needsOf(policy).limits.some((l) => l.who === 'phone');

const monthBegin = (day: string): string => `${day.slice(0, 7)}-01`;
const earliest = (days: string[]): string => days.reduce((a, b) => (a < b ? a : b));

/** How many days before today the oldest offence lies that still may have a suspension running. */
function penaltyFrom(penalty: Penalty, today: string): string {
  const longest_days = Math.max(
    0,
    ...penalty.steps.map((step) =>
      'rest_of_month' in step ? Temporal.PlainDate.from(today).day - 1 : lengthOf(step, today),
    ),
  );
  return windowFrom(penalty, addDays(today, -longest_days));
}
const lengthOf = (step: Penalty['steps'][number], today: string): number =>
  Temporal.PlainDate.from(today).until(stepEnds(step, today)).days + ('months' in step ? 3 : 0);

const MINUTES_A_DAY = 1_440;
const daysKept = new WeakMap<Policy, { today: string; from: string }>();

/** The first visit day of the history these rules need, asked on a day. Later days, those to come too, are always needed. */
export function lookBackFrom(policy: Policy, today: string): string {
  const known = daysKept.get(policy);
  if (known?.today === today) return known.from;
  const needs = needsOf(policy);
  const from = earliest([
    today,
    ...needs.limits.map((l) =>
      l.within === 'visit_month'
        ? monthBegin(today)
        : l.within === 'visit_week'
          ? addDays(today, 1 - weekdayOf(today))
          : today,
    ),
    // a day more: a booking is cancelled on its visit day at the latest, but closed as a no-show after it
    ...needs.cool_downs.map((c) => addDays(today, -Math.ceil(c.minutes / MINUTES_A_DAY) - 1)),
    ...needs.penalties.map((p) => penaltyFrom(p, today)),
  ]);
  daysKept.set(policy, { today, from });
  return from;
}
