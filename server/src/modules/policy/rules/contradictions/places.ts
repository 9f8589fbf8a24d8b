/** Contradictions about places: shares above the whole, ceilings below floors, offers that outlive the slot. */
import type { Policy } from '../policy.ts';
import { type Clause, unless } from './clause.ts';

type Share = NonNullable<Policy['pool']['channels'][number]['floor']>;
const WHOLE = 100;
const percentOf = (share: Share | null): number => (share && 'percent' in share ? share.percent : 0);
const sum = (shares: (Share | null)[]): number => shares.reduce((total, share) => total + percentOf(share), 0);
const twice = (words: string[]): string | undefined => words.find((word, n) => words.indexOf(word) !== n);

const atMostWhole = (share: Share | null, path: string): Clause[] =>
  unless(
    percentOf(share) <= WHOLE,
    path,
    `${percentOf(share)}% 超过全部号源。`,
    `${percentOf(share)} % is more than all places.`,
  );

function isBelow(ceiling: Share | null, floor: Share | null): boolean {
  if (!ceiling || !floor) return false;
  if ('percent' in ceiling && 'percent' in floor) return ceiling.percent < floor.percent;
  return 'places' in ceiling && 'places' in floor && ceiling.places < floor.places;
}
const isNothing = (share: Share | null): boolean =>
  share !== null && ('percent' in share ? share.percent : share.places) === 0;

export function poolClauses({ pool, horizon }: Policy): Clause[] {
  const kept = sum([...pool.reserves.map((r) => r.share), ...pool.channels.map((c) => c.floor)]);
  const staged = sum(pool.stages.map((s) => s.share));
  const double = twice([...pool.reserves.map((r) => r.reserve), ...pool.channels.map((c) => c.channel)]);
  return [
    ...pool.reserves.flatMap((r, n) => atMostWhole(r.share, `pool.reserves.${n}.share`)),
    ...pool.stages.flatMap((s, n) => atMostWhole(s.share, `pool.stages.${n}.share`)),
    ...pool.channels.flatMap((c, n) => channelClauses(c, `pool.channels.${n}`)),
    ...unless(
      kept <= WHOLE,
      'pool',
      `各项保留合计 ${kept}%，超过全部号源。`,
      `What is kept adds up to ${kept} %, more than all places.`,
    ),
    ...unless(
      staged <= WHOLE,
      'pool.stages',
      `分批放号合计 ${staged}%，超过全部号源。`,
      `The stages add up to ${staged} %, more than all places.`,
    ),
    ...unless(!double, 'pool', `同一项写了两次：${double}。`, `Named twice: ${double}.`),
    ...recyclesClauses(pool, horizon.to.days),
  ];
}

type Channel = Policy['pool']['channels'][number];
function channelClauses({ channel, floor, ceiling }: Channel, at: string): Clause[] {
  return [
    ...atMostWhole(floor, `${at}.floor`),
    ...atMostWhole(ceiling, `${at}.ceiling`),
    ...unless(!isBelow(ceiling, floor), `${at}.ceiling`, '上限低于保留数。', 'The ceiling is below the floor.'),
    ...unless(
      channel !== 'counter' || !isNothing(ceiling),
      `${at}.ceiling`,
      '现场窗口必须能挂号，不能设为 0。',
      'On-site registration must stay possible: the counter may not have a ceiling of 0.',
    ),
  ];
}

function recyclesClauses(pool: Policy['pool'], horizon_days: number): Clause[] {
  const rows = [
    ...pool.reserves.map((r, n) => [`pool.reserves.${n}.recycles`, r.recycles] as const),
    ...pool.channels.map((c, n) => [`pool.channels.${n}.recycles`, c.recycles] as const),
  ];
  return rows.flatMap(([path, recycles]) =>
    unless(
      recycles === null || recycles.days_before <= horizon_days,
      path,
      `提前 ${recycles?.days_before} 天回收，早于放号：等于没有保留。`,
      `Given back ${recycles?.days_before} days before, earlier than the release: nothing would be kept.`,
    ),
  );
}

export function waitlistClauses({ waitlist: w }: Policy): Clause[] {
  if (!w.enabled) return [];
  return [
    ...unless(
      w.offer_minutes <= w.stops_minutes_before_slot,
      'waitlist.offer_minutes',
      `候补确认时间 ${w.offer_minutes} 分钟，长于到就诊前的 ${w.stops_minutes_before_slot} 分钟。`,
      `An offer lives ${w.offer_minutes} minutes, longer than the ${w.stops_minutes_before_slot} left before the slot.`,
    ),
    ...unless(w.offer_minutes >= 1, 'waitlist.offer_minutes', '候补确认时间为 0 分钟。', 'An offer lives 0 minutes.'),
    ...unless(
      w.per_patient_max >= 1,
      'waitlist.per_patient_max',
      '候补开放，但每人最多 0 个。',
      'The waiting list is on, but nobody may join.',
    ),
    ...unless(
      new Set(w.classes).size === w.classes.length,
      'waitlist.classes',
      '同一优先类别写了两次。',
      'A class is named twice.',
    ),
  ];
}

export function afterwardsClauses({ freed, closure }: Policy): Clause[] {
  const { from, to } = freed.return_after_minutes;
  return [
    ...unless(
      from <= to,
      'freed.return_after_minutes',
      `退号 ${from} 至 ${to} 分钟后放出：结束早于开始。`,
      `A freed place returns after ${from} to ${to} minutes: the end is before the beginning.`,
    ),
    ...unless(
      closure.choose_within_hours >= 1,
      'closure.choose_within_hours',
      '停诊后患者没有时间选择。',
      'After a closure patients have no time to choose.',
    ),
  ];
}
