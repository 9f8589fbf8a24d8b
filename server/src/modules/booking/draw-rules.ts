/** When places open, who then stands in which draw, and in what order tickets are taken. Pure; chance is handed in. */
import { addDays, dayOf, instantOf } from '../../kernel/index.ts';
import { type Calendar, type Policy, policyForVisit, releasedAt, type Visit } from '../policy/index.ts';

const DAY_MS = 86_400_000;
const msOf = (day: string, time: string): number => instantOf(day, time).epochMilliseconds;

interface Openings {
  times: string[];
  /** The longest draw of any exception. */
  draw_ms: number;
}
const kept = new WeakMap<Policy, Openings>();

/** The wall clocks at which places of some day open, by the policy and all its exceptions; reckoned once for a version. */
function openingsOf(policy: Policy): Openings {
  const known = kept.get(policy);
  if (known) return known;
  const parts: Partial<Policy>[] = [policy, ...policy.overrides.map(({ set }) => set)];
  const times = parts.flatMap(({ release_time, pool }) => [
    ...(release_time ? [release_time] : []),
    ...(pool?.stages.map(({ opens }) => opens.at) ?? []),
  ]);
  const openings = { times: [...new Set(times)], draw_ms: Math.max(...parts.map(({ rush }) => rush?.draw_ms ?? 0)) };
  kept.set(policy, openings);
  return openings;
}

/** So long before an opening asks are judged as they come: one that waits in the lane until then would be first of all. */
const EARLY_MS = 30_000;

/**
 * Whether any place at all opens within moments or has just opened; false nearly always, and then nobody need look further.
 * @param late_ms whoever is read now may have come so much earlier
 */
export function mayBeDrawn(policy: Policy, now: Temporal.Instant, late_ms = 0): boolean {
  const { times, draw_ms } = openingsOf(policy);
  const today = dayOf(now);
  return times.some((time) => {
    const since_ms = now.epochMilliseconds - msOf(today, time);
    // a draw at 23:59 may reach into the next day, and one at 00:00 is near while it is still the day before
    return (since_ms + EARLY_MS + DAY_MS) % DAY_MS < draw_ms + EARLY_MS + late_ms;
  });
}

/**
 * The opening in whose draw an ask for this visit stands: when the places opened and when the draw closes; null: in none. An ask that was
 * read at `now` may have come up to `late_ms` earlier, and stands in the draw when it may have come in its time.
 */
export function drawOf(
  hospital: Policy,
  visit: Visit,
  { now, late_ms = 0 }: { now: Temporal.Instant; late_ms?: number },
  calendar: Calendar,
): { opened_ms: number; closes_ms: number } | null {
  const policy = policyForVisit(hospital, visit, calendar);
  const released = releasedAt(policy, visit.date, calendar);
  const stages = policy.pool.stages.map(({ opens }) => msOf(addDays(visit.date, -opens.days_before), opens.at));
  const opened_ms = [msOf(released.day, released.time), ...stages].find((ms) => {
    const since_ms = now.epochMilliseconds - ms;
    return since_ms >= 0 && since_ms - late_ms < policy.rush.draw_ms;
  });
  return opened_ms === undefined ? null : { opened_ms, closes_ms: opened_ms + policy.rush.draw_ms };
}

/** The opening that this visit's places come to within moments; null: none is near. */
export function nextOpening(
  hospital: Policy,
  visit: Visit,
  now: Temporal.Instant,
  calendar: Calendar,
): { opened_ms: number; draw_ms: number } | null {
  const policy = policyForVisit(hospital, visit, calendar);
  const { day, time } = releasedAt(policy, visit.date, calendar);
  const opened_ms = msOf(day, time);
  const ahead_ms = opened_ms - now.epochMilliseconds;
  return ahead_ms > 0 && ahead_ms <= EARLY_MS ? { opened_ms, draw_ms: policy.rush.draw_ms } : null;
}

/**
 * All in random order, every order equally likely (Fisher and Yates).
 * @param below a whole number from 0 up to, not including, its argument; each equally likely
 */
export function shuffled<T>(items: readonly T[], below: (n: number) => number): T[] {
  const out = [...items];
  for (let left = out.length; left > 1; left -= 1) {
    const at = below(left);
    [out[left - 1], out[at]] = [out[at]!, out[left - 1]!];
  }
  return out;
}
