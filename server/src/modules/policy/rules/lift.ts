/** Rules that were published in an earlier form, read in today's. Stored versions never change. */
import type { HalfDay, Penalty, Policy } from './policy.ts';

type ByHalfDay = Partial<Record<HalfDay, string>>;
interface FirstRules {
  horizon: { from_days: number; to_days: number };
  release_time: string;
  booking_hours: { from: string; to: string } | null;
  next_day_cut_off: string | null;
  same_day_cut_off: ByHalfDay;
  collect_until: ByHalfDay;
  check_in: { opens: string; until: ByHalfDay };
  cancel: { days_before: number; until: string };
  limits: { per_department_day: number | null; per_doctor_day: number | null; per_day: number | null };
  penalties: { counts: 'no_show' | 'grab_and_drop'; more_than: number }[];
  pay_within_minutes: number;
  counter_exempt: ('suspension' | 'cut_offs' | 'release' | 'booking_hours')[];
}
export interface FirstPolicy extends FirstRules {
  name: string;
  overrides: { department_ids: string[]; set: Partial<FirstRules> }[];
}

const limit = (max: number | null, of: Policy['limits'][number]['of']): Policy['limits'] =>
  max === null ? [] : [{ max, who: 'patient', of, within: 'visit_day' }];

const collectOf = (until: ByHalfDay): Policy['collect'] =>
  Object.fromEntries(Object.entries(until).map(([half, time]) => [half, { from: null, until: time }]));

/** Each section by itself, since an exception holds some of them only. */
const lifts: {
  [K in keyof FirstRules]: (was: FirstRules[K], exempt: FirstRules['counter_exempt']) => Partial<Policy>;
} = {
  horizon: (was) => ({
    horizon: { from: { days: was.from_days, count: 'calendar' }, to: { days: was.to_days, count: 'calendar' } },
  }),
  release_time: (release_time) => ({ release_time }),
  booking_hours: (booking_hours) => ({ booking_hours }),
  next_day_cut_off: (next_day_cut_off) => ({ next_day_cut_off }),
  same_day_cut_off: (same_day_cut_off) => ({ same_day_cut_off }),
  collect_until: (until) => ({ collect: collectOf(until) }),
  check_in: ({ opens, until }) => ({
    check_in: { opens: { at: opens }, until: { by_half_day: until }, late_grace_minutes: 0, late: 'refused' },
  }),
  cancel: (was) => ({
    cancel: { kind: 'wall', before: { days: was.days_before, count: 'calendar' }, at: was.until },
  }),
  limits: (was) => ({
    limits: [
      ...limit(was.per_doctor_day, 'doctor'),
      ...limit(was.per_department_day, 'department'),
      ...limit(was.per_day, 'all'),
    ],
  }),
  penalties: (was, exempt) => ({
    penalties: was.map(
      ({ counts, more_than }): Penalty => ({
        counts: counts === 'no_show' ? ['no_show'] : ['expired', 'cancelled_by_patient'],
        at_least: more_than + 1,
        within: { calendar: 'month' },
        steps: [{ rest_of_month: true }],
        scope: exempt.includes('suspension') ? 'online' : 'all',
      }),
    ),
  }),
  pay_within_minutes: (pay_within_minutes) => ({ pay_within_minutes }),
  counter_exempt: (was) => ({ counter_exempt: was.filter((rule) => rule !== 'suspension') }),
};

function liftRules(was: Partial<FirstRules>, exempt: FirstRules['counter_exempt']): Partial<Policy> {
  return Object.assign(
    {},
    ...Object.entries(was).map(([name, value]) => lifts[name as keyof FirstRules]?.(value as never, exempt)),
  );
}

/** Sections that came later than the form itself: a stored version may not say them. */
const LATER = ['refund', 'queue', 'preconsult'] as const satisfies (keyof Policy)[];
/** Before a second person was asked about large refunds, before the order in the hall or the talk before the visit was a rule. */
export type SecondPolicy = Omit<Policy, (typeof LATER)[number]> & Partial<Pick<Policy, (typeof LATER)[number]>>;

function saidWhole(stored: SecondPolicy, silent: Policy): Policy {
  if (LATER.every((section) => section in stored)) return stored as Policy;
  return { ...Object.fromEntries(LATER.map((section) => [section, silent[section]])), ...stored } as Policy;
}

/** Stored data as today's rules; what an earlier form could not say is taken from `silent`. */
export function liftPolicy(stored: Policy | SecondPolicy | FirstPolicy, silent: Policy): Policy {
  if ('schema' in stored) return saidWhole(stored, silent);
  const { name, overrides, ...rules } = stored;
  return {
    ...silent,
    ...liftRules(rules, rules.counter_exempt),
    schema: 2,
    name,
    overrides: overrides.map(({ department_ids, set }) => ({
      when: { department_ids },
      set: liftRules(set, set.counter_exempt ?? rules.counter_exempt),
    })),
  };
}
