/** What the rules are told and what they answer; and the policy as it stands for one booking. */
import type { bookingChannels, HalfDay, Policy } from '@menzhen/contract';
import type { ProblemCode } from '@menzhen/contract/problems';
import type { ProblemParams } from '../../../kernel/index.ts';
import type { DayKind } from '../calendar.ts';

export type { HalfDay, Policy };
export type WallTime = string;
export type Channel = (typeof bookingChannels)[number];
export type Days = Policy['horizon']['from'];
export type Penalty = Policy['penalties'][number];
export type Override = Policy['overrides'][number];

/** What kind of day each day is; known without asking the database. */
export type Calendar = (date: string) => DayKind;

/** The hospital's wall clock, as day and time. */
export interface Now {
  day: string;
  time: WallTime;
}

/** A rule said no: the catalogue's code, what its sentence needs in both languages, and when to come back if that is known. */
export interface No {
  code: ProblemCode;
  params: { zh: ProblemParams; en: ProblemParams };
  again_at: Now | null;
}
export const no = (
  code: ProblemCode,
  zh: ProblemParams = {},
  { en = zh, again_at = null }: { en?: ProblemParams; again_at?: Now | null } = {},
): No => ({ code, params: { zh, en }, again_at });

/** What a booking is for; decides which exceptions apply. */
export interface Scope {
  department_id?: string | undefined;
  visit_type_id?: string | undefined;
  visit_type_kind?: string | undefined;
  doctor_id?: string | undefined;
  channel?: Channel | undefined;
  day_kind?: DayKind | undefined;
}

/** A visit as the rules see it, before and after it is booked. */
export interface Visit extends Omit<Scope, 'day_kind'> {
  date: string;
  half_day: HalfDay;
  starts: WallTime;
  ends: WallTime;
}

/** A booking of the past or to come, as the rules count it. Times are the hospital's wall clock. */
export interface PastBooking {
  id: string;
  state: string;
  /** The day of the visit. */
  date: string;
  department_id: string;
  doctor_id: string;
  cancelled_by: string | null;
  /** Whether the patient checked in. */
  came: boolean;
  made_at: Now;
  /** When it came into this state. */
  state_at: Now;
  /** Lifted by the hospital: never counted against the patient. */
  forgiven: boolean;
}

export interface BookingAsk extends Visit {
  now: Now;
  channel: Channel;
  department: {
    id: string;
    sex_gate: string | null;
    age_from_years: number | null;
    age_to_years: number | null;
    access: 'booking' | 'walk_in';
  };
  doctor_id: string;
  /** `first_visit`: never yet seen here. */
  patient: { sex: string; birth_date: string; id_kind: string; first_visit: boolean };
  /** What the patient says to have; null: was not asked. */
  symptoms_declared: readonly string[] | null;
  history: readonly PastBooking[];
  /** Bookings made by the same account, and those of the same phone, for whomever; empty when no rule needs them. */
  account_history: readonly PastBooking[];
  phone_history: readonly PastBooking[];
}

const conditions: [keyof Override['when'], keyof Scope][] = [
  ['department_ids', 'department_id'],
  ['visit_type_ids', 'visit_type_id'],
  ['visit_type_kinds', 'visit_type_kind'],
  ['doctor_ids', 'doctor_id'],
  ['channels', 'channel'],
  ['day_kinds', 'day_kind'],
];
const conditionsOf = (override: Override): number => Object.values(override.when).filter(Boolean).length;

function fits(override: Override, scope: Scope): boolean {
  return conditions.every(([list, key]) => {
    const wanted = override.when[list] as readonly string[] | undefined;
    const is = scope[key];
    return !wanted || (is !== undefined && wanted.includes(is));
  });
}

/** One version's exceptions: those that name more conditions are laid on later, and so win; and what came of it, kept. */
interface Laid {
  overrides: Override[];
  /** Scope parts that some exception asks for; others make no difference. */
  keys: (keyof Scope)[];
  made: Map<string, Policy>;
}
const MOST_KEPT = 5_000;
const laidOf = new WeakMap<Policy, Laid>();

function lay(policy: Policy): Laid {
  const overrides = policy.overrides.toSorted((a, b) => conditionsOf(a) - conditionsOf(b));
  const keys = conditions.filter(([list]) => overrides.some((o) => o.when[list])).map(([, key]) => key);
  const laid = { overrides, keys, made: new Map<string, Policy>() };
  laidOf.set(policy, laid);
  return laid;
}

/** The policy as it stands for one department, visit type, doctor, channel and kind of day; made once and kept. */
export function policyFor(policy: Policy, scope: Scope): Policy {
  if (policy.overrides.length === 0) return policy;
  const laid = laidOf.get(policy) ?? lay(policy);
  let key = '';
  for (const part of laid.keys) key += `${scope[part] ?? ''}|`;
  const known = laid.made.get(key);
  if (known) return known;
  const own = laid.overrides.filter((override) => fits(override, scope)).map((override) => override.set);
  const made: Policy = Object.assign({}, policy, ...own, { overrides: [] });
  if (laid.made.size < MOST_KEPT) laid.made.set(key, made);
  return made;
}

/** The policy for a visit: its exceptions, the kind of its day among them. */
export const policyForVisit = (policy: Policy, visit: Visit, calendar: Calendar): Policy =>
  policy.overrides.length === 0
    ? policy
    : policyFor(policy, {
        department_id: visit.department_id,
        visit_type_id: visit.visit_type_id,
        visit_type_kind: visit.visit_type_kind,
        doctor_id: visit.doctor_id,
        channel: visit.channel,
        day_kind: calendar(visit.date),
      });
