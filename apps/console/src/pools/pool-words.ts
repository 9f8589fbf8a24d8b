/** Words of a pool, its moments as they are typed, and what is typed as terms. */
import { hospitalTime, instantAt } from '@menzhen/ui/format';
import type { Key } from '../shared/words.ts';

export const poolNames = [
  'on_site',
  'senior',
  'return_visit',
  'referral',
  'app',
  'mini_program',
  'counter',
  'kiosk',
  'phone',
  'city_platform',
] as const;
export type PoolName = (typeof poolNames)[number];

/** `stage:2` is the second release; the others have words of their own. */
export function poolWord(t: (key: Key, params?: Record<string, string | number>) => string, pool: string): string {
  const [name, n] = pool.split(':');
  return n ? t('pools.pool.stage', { n }) : t(`pools.pool.${name as PoolName}`);
}

/** A moment as it is typed, in the hospital's time; empty: never. */
export interface TypedMoment {
  day: string;
  time: string;
}
export const typedMoment = (instant: string | null): TypedMoment =>
  instant ? hospitalTime(instant) : { day: '', time: '' };

/** Null: never. Undefined: half of it is missing, or the time is none. */
export function momentOf({ day, time }: TypedMoment): string | null | undefined {
  if (!day && !time.trim()) return null;
  const found = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(time.trim());
  return day && found ? instantAt(day, `${found[1]!.padStart(2, '0')}:${found[2]}`) : undefined;
}

export interface TypedPool {
  pool: string;
  floor: string;
  ceiling: string;
  moment: TypedMoment;
  used: number;
  recycled_at: string | null;
}
export interface TypedTerms {
  pool: string;
  floor: number;
  ceiling: number | null;
  recycles_at: string | null;
}

const whole = (text: string): number | undefined => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined);

/** What was typed as terms; `wrong` names the fields that cannot be read. */
export function readPools(typed: readonly TypedPool[]): { items: TypedTerms[]; wrong: string[] } {
  const wrong: string[] = [];
  const items = typed.map((one): TypedTerms => {
    const floor = whole(one.floor || '0');
    const ceiling = one.ceiling.trim() === '' ? null : whole(one.ceiling);
    if (floor === undefined) wrong.push(`${one.pool}.floor`);
    if (ceiling === undefined) wrong.push(`${one.pool}.ceiling`);
    const recycles_at = momentOf(one.moment);
    if (recycles_at === undefined) wrong.push(`${one.pool}.moment`);
    return { pool: one.pool, floor: floor ?? 0, ceiling: ceiling ?? null, recycles_at: recycles_at ?? null };
  });
  return { items, wrong };
}

/** Places kept or taken through the partitions. */
export const keptOrTaken = (typed: readonly TypedPool[], booked: number): number => {
  const kept = readPools(typed).items.reduce((sum, { floor }, n) => sum + Math.max(0, floor - typed[n]!.used), 0);
  return booked + kept;
};
