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

/** An instant as a `datetime-local` field shows it, in the hospital's time. */
export function typedMoment(instant: string | null): string {
  if (!instant) return '';
  const { day, time } = hospitalTime(instant);
  return `${day}T${time}`;
}
export function momentOf(typed: string): string | null {
  const [day, time] = typed.split('T');
  return day && time ? instantAt(day, time) : null;
}

export interface TypedPool {
  pool: string;
  floor: string;
  ceiling: string;
  recycles_at: string;
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

/** What was typed as terms; `wrong` names the fields that are no whole numbers. */
export function readPools(typed: readonly TypedPool[]): { items: TypedTerms[]; wrong: string[] } {
  const wrong: string[] = [];
  const items = typed.map((one): TypedTerms => {
    const floor = whole(one.floor || '0');
    const ceiling = one.ceiling.trim() === '' ? null : whole(one.ceiling);
    if (floor === undefined) wrong.push(`${one.pool}.floor`);
    if (ceiling === undefined) wrong.push(`${one.pool}.ceiling`);
    return { pool: one.pool, floor: floor ?? 0, ceiling: ceiling ?? null, recycles_at: momentOf(one.recycles_at) };
  });
  return { items, wrong };
}

/** Places kept or taken through the partitions. */
export const keptOrTaken = (typed: readonly TypedPool[], booked: number): number => {
  const kept = readPools(typed).items.reduce((sum, { floor }, n) => sum + Math.max(0, floor - typed[n]!.used), 0);
  return booked + kept;
};
