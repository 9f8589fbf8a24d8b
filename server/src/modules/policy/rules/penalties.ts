/**
 * Penalties are never stored: they are what the rules say of a patient's bookings. A booking that was forgiven, and
 * whatever the hospital itself did, never counts. So a rule that changes, or a lift, is true at once everywhere.
 */
import { addDays } from '../../../kernel/index.ts';
import { before } from './days.ts';
import { type BookingAsk, type No, no, type Now, type PastBooking, type Penalty, type Policy } from './policy.ts';
import { type BothWords, offenceWords } from './words.ts';

type Offence = Penalty['counts'][number];
type Step = Penalty['steps'][number];

/** A time in which one may not book, and the bookings that led to it. Ends at 00:00 of `until`. */
export interface Suspension {
  penalty: Penalty;
  from: Now;
  until: string;
  scope: Penalty['scope'];
  /** Newest last. */
  because: PastBooking[];
}

const isOffence: Record<Offence, (b: PastBooking) => boolean> = {
  // who came and could not be seen did not stay away
  no_show: (b) => b.state === 'no_show' && !b.came,
  cancelled_by_patient: (b) => b.state === 'cancelled' && b.cancelled_by === 'patient',
  cancelled_same_day: (b) => b.state === 'cancelled' && b.cancelled_by === 'patient' && b.state_at.day === b.date,
  expired: (b) => b.state === 'expired',
};
const counts = (penalty: Penalty, b: PastBooking): boolean =>
  !b.forgiven && penalty.counts.some((kind) => isOffence[kind](b));

/** The day an offence counts on: a no-show on the day of the visit, what was given up on the day it was. */
const dayOfOffence = (b: PastBooking): string => (b.state === 'no_show' ? b.date : b.state_at.day);
const byTime = (a: PastBooking, b: PastBooking): number =>
  dayOfOffence(a).localeCompare(dayOfOffence(b)) ||
  a.state_at.time.localeCompare(b.state_at.time) ||
  (a.id < b.id ? -1 : 1);

const addMonths = (day: string, months: number): string => Temporal.PlainDate.from(day).add({ months }).toString();
const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`;

/** The first day of the window that ends on `day`. */
export function windowFrom({ within }: Pick<Penalty, 'within'>, day: string): string {
  if ('calendar' in within) return within.calendar === 'month' ? firstOfMonth(day) : `${day.slice(0, 4)}-01-01`;
  const { rolling } = within;
  return 'days' in rolling ? addDays(day, 1 - rolling.days) : addDays(addMonths(day, -rolling.months), 1);
}

/** The day from which one may book again after an offence on `day`. */
export function stepEnds(step: Step, day: string): string {
  if ('rest_of_month' in step) return addMonths(firstOfMonth(day), 1);
  return 'days' in step ? addDays(day, step.days) : addMonths(day, step.months);
}

/**
 * Each offence that has at least `at_least` in the window ending with it suspends; the first such by the first step, the
 * next in that window by the second, and so on. One offence more never makes a suspension shorter.
 */
function* suspensionsBy(penalty: Penalty, history: readonly PastBooking[]): Generator<Suspension> {
  const offences = history.filter((b) => counts(penalty, b)).toSorted(byTime);
  for (let n = Math.max(0, penalty.at_least - 1); n < offences.length; n += 1) {
    const last = offences[n]!;
    const from = windowFrom(penalty, dayOfOffence(last));
    const because = offences.slice(0, n + 1).filter((b) => dayOfOffence(b) >= from);
    const over = because.length - penalty.at_least;
    const step = penalty.steps[Math.min(over, penalty.steps.length - 1)];
    if (over < 0 || !step) continue;
    yield { penalty, from: last.state_at, until: stepEnds(step, dayOfOffence(last)), scope: penalty.scope, because };
  }
}

/** All suspensions that follow from a history, by when they began. */
export function suspensionsOf(policy: Policy, history: readonly PastBooking[]): Suspension[] {
  return policy.penalties
    .flatMap((penalty) => (history.length < penalty.at_least ? [] : [...suspensionsBy(penalty, history)]))
    .toSorted((a, b) => (before(a.from, b.from) ? -1 : before(b.from, a.from) ? 1 : 0));
}

/** Names a suspension: what its rule counts, and the booking that set it off. */
export const suspensionKey = ({ penalty, because }: Suspension): string =>
  `${penalty.counts.join('+')}@${because.at(-1)?.id ?? ''}`;

/** What counts against a patient today, for whatever rule; newest first. */
export function offencesNow(policy: Policy, history: readonly PastBooking[], today: string): PastBooking[] {
  return history
    .filter((b) => policy.penalties.some((p) => counts(p, b) && dayOfOffence(b) >= windowFrom(p, today)))
    .toSorted((a, b) => byTime(b, a));
}

export const isRunning = (suspension: Suspension, now: Now): boolean =>
  !before(now, suspension.from) && now.day < suspension.until;

/** On-site channels stay open to those suspended online only. */
const ON_SITE: ReadonlySet<string> = new Set(['counter', 'kiosk']);
const binds = (scope: Penalty['scope'], channel: string): boolean => scope === 'all' || !ON_SITE.has(channel);

const otherwise: Record<Penalty['scope'], BothWords> = {
  online: { zh: '期间可到现场挂号；如有异议可申诉。', en: 'You can register on site, or appeal.' },
  all: { zh: '如有异议可申诉。', en: 'You can appeal.' },
};

export function suspended(s: Suspension): No {
  const { penalty, until, because, scope } = s;
  const isNoShow = penalty.counts.every((kind) => kind === 'no_show');
  const code = isNoShow ? 'policy_no_show_suspended' : 'policy_drop_suspended';
  const period = periodWords(penalty);
  const say = (locale: 'zh' | 'en', or: string) => ({
    count: because.length,
    limit: penalty.at_least,
    until,
    period: period[locale],
    what: penalty.counts.map((kind) => offenceWords[kind][locale]).join(or),
    otherwise: otherwise[scope][locale],
  });
  const zh = say('zh', '或');
  const en = say('en', ' or ');
  return no(code, zh, { en, again_at: { day: until, time: '00:00' } });
}

export function periodWords({ within }: Pick<Penalty, 'within'>): { zh: string; en: string } {
  if ('calendar' in within)
    return within.calendar === 'month'
      ? { zh: '一个自然月', en: 'a calendar month' }
      : { zh: '一个自然年', en: 'a calendar year' };
  const { rolling } = within;
  return 'days' in rolling
    ? { zh: `${rolling.days} 天`, en: `${rolling.days} days` }
    : { zh: `${rolling.months} 个月`, en: `${rolling.months} months` };
}

/** The suspension that runs longest from now on, of those that bind this channel. */
export function judgePenalties(policy: Policy, ask: Pick<BookingAsk, 'now' | 'channel' | 'history'>): No | null {
  let longest: Suspension | undefined;
  for (const penalty of policy.penalties) {
    if (ask.history.length < penalty.at_least || !binds(penalty.scope, ask.channel)) continue;
    for (const s of suspensionsBy(penalty, ask.history))
      if (isRunning(s, ask.now) && (!longest || s.until > longest.until)) longest = s;
  }
  return longest ? suspended(longest) : null;
}
