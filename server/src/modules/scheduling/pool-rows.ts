/** How a policy's shares become the partitions of one session, and what may be changed about them afterwards. Pure. */
import { createHash } from 'node:crypto';
import { addDays, instantOf } from '../../kernel/index.ts';
import type { Policy } from '../policy/index.ts';

type PoolPolicy = Policy['pool'];
type Share = PoolPolicy['stages'][number]['share'];

/** What is set about a partition; what is used of it is counted, never set. */
export interface PoolTerms {
  pool: string;
  floor: number;
  /** Null: no limit. */
  ceiling: number | null;
  /** When what is left of it goes to everybody; null: never. */
  recycles_at: Temporal.Instant | null;
}

const isStage = (pool: string): boolean => pool.startsWith('stage:');
const exact = (share: Share, places: number): number =>
  'percent' in share ? (share.percent * places) / 100 : share.places;

/**
 * Whole places for shares: never more together than the shares promise, never more than there are; the places that rounding
 * down leaves over go to the largest remainders, of equal ones to the first.
 */
export function wholePlaces(shares: readonly Share[], places: number): number[] {
  const asked = shares.map((share) => exact(share, places));
  const total = asked.reduce((sum, n) => sum + n, 0);
  const scaled = total > places ? asked.map((n) => (n * places) / total) : asked;
  // a hair above, since 0.1 + 0.2 is a hair off
  const sum = Math.floor(scaled.reduce((all, n) => all + n, 0) + 1e-9);
  const whole = scaled.map((n) => Math.floor(n + 1e-9));
  const order = scaled
    .map((n, at) => ({ at, rest: n - whole[at]! }))
    .toSorted((a, b) => b.rest - a.rest || a.at - b.at);
  let left = sum - whole.reduce((all, n) => all + n, 0);
  for (const { at } of order) {
    if (left <= 0) break;
    whole[at]! += 1;
    left -= 1;
  }
  return whole;
}

/** A limit rounds down, but a share above nothing lets at least one through: a small session must not shut a channel. */
function limitOf(share: Share | null, places: number): number | null {
  if (!share) return null;
  const limit = exact(share, places);
  return Math.min(places, limit > 0 ? Math.max(1, Math.floor(limit + 1e-9)) : 0);
}

interface Part {
  pool: string;
  floor: Share | null;
  ceiling: Share | null;
  moment: { days_before: number; at: string } | null;
}
const partsOf = (policy: PoolPolicy): Part[] => [
  ...policy.reserves.map(({ reserve, share, recycles }) => ({
    pool: reserve,
    floor: share,
    ceiling: null,
    moment: recycles,
  })),
  ...policy.channels.map(({ channel, floor, ceiling, recycles }) => ({
    pool: channel,
    floor,
    ceiling,
    moment: recycles,
  })),
  ...policy.stages
    .slice(0, 9)
    .map(({ share, opens }, n) => ({ pool: `stage:${n + 1}`, floor: share, ceiling: null, moment: opens })),
];

/** The partitions of a session of so many places on a day; none when the policy keeps nothing for anybody. */
export function poolRowsOf(policy: PoolPolicy, session: { places: number; date: string }): PoolTerms[] {
  const parts = partsOf(policy);
  const floors = wholePlaces(
    parts.map(({ floor }) => floor ?? { places: 0 }),
    session.places,
  );
  return parts
    .map(({ pool, ceiling, moment }, n): PoolTerms => {
      const limit = limitOf(ceiling, session.places);
      return {
        pool,
        floor: floors[n]!,
        ceiling: limit === null ? null : Math.max(limit, floors[n]!),
        recycles_at: moment ? instantOf(addDays(session.date, -moment.days_before), moment.at) : null,
      };
    })
    .filter(({ pool, floor, ceiling }) => floor > 0 || ceiling !== null || !isStage(pool));
}

/** A partition as it stands. */
export interface PoolStanding extends PoolTerms {
  session_id: string;
  used: number;
  recycled_at: Temporal.Instant | null;
}

/** Names what is set about a session's partitions, so that who changes it says what was seen. */
export function poolsVersion(pools: readonly (PoolTerms & Partial<Pick<PoolStanding, 'recycled_at'>>)[]): string {
  const lines = pools.map((one) =>
    [one.pool, one.floor, one.ceiling, one.recycles_at?.epochMilliseconds, Boolean(one.recycled_at)].join(' '),
  );
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex').slice(0, 16);
}

export interface PoolFault {
  pool: string;
  zh: string;
  en: string;
}
/** What contradicts itself in terms that somebody wants to set; `used` says how many are taken of a partition. */
export function poolFaults(
  terms: readonly PoolTerms[],
  session: { places: number; now: Temporal.Instant; used: (pool: string) => number },
): PoolFault[] {
  const faults: PoolFault[] = [];
  const say = (pool: string, zh: string, en: string) => faults.push({ pool, zh, en });
  const twice = terms.find(({ pool }, n) => terms.findIndex((one) => one.pool === pool) !== n);
  if (twice) say(twice.pool, '同一号池只能设一次', 'each pool is set once');
  for (const { pool, floor, ceiling, recycles_at } of terms) {
    const used = session.used(pool);
    if (ceiling !== null && ceiling < used)
      say(pool, `已用 ${used} 个，上限不能更低`, `${used} are taken; the limit cannot be lower`);
    if (ceiling !== null && ceiling < floor) say(pool, '上限不能低于保留数', 'the limit is below what is kept');
    if (isStage(pool) && (!recycles_at || ceiling !== null))
      say(pool, '分批放号需要放出时间，不设上限', 'a later share needs its opening time and no limit');
    if (recycles_at && floor > 0 && Temporal.Instant.compare(recycles_at, session.now) <= 0)
      say(pool, '回收时间已过', 'the time of release is past');
  }
  const kept = terms.reduce((sum, { pool, floor }) => sum + Math.max(floor, session.used(pool)), 0);
  if (kept > session.places)
    say('', `各号池保留与已用共 ${kept} 个，超过 ${session.places} 个号`, `${kept} kept or taken of ${session.places}`);
  return faults;
}
