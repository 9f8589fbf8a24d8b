/** How a session's places are shared out, as the pool board shows it. */
import type { SessionPlacesView } from '@menzhen/contract';
import { type PoolStanding, poolsVersion } from './pool-rows.ts';
import { freeFor, keptFor } from './pools.ts';
import type { SlotStanding } from './store-pools.ts';

type Share = Omit<SessionPlacesView, 'session' | 'extra'>;

const total = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((sum, row) => sum + of(row), 0);

/** The next kept share that goes to everybody; null: none does. */
function nextOf(pools: readonly PoolStanding[]): Share['next'] {
  const [next] = pools
    .filter((one) => one.recycles_at && !one.recycled_at && (keptFor(one) > 0 || one.ceiling !== null))
    .toSorted((a, b) => Temporal.Instant.compare(a.recycles_at!, b.recycles_at!));
  return next ? { pool: next.pool, at: next.recycles_at!.toString(), places: keptFor(next) } : null;
}

/** @param supply slots and partitions of one session */
export function shareOf({ slots, pools }: { slots: SlotStanding[]; pools: PoolStanding[] }): Share {
  const nobody = { channel: '', reserve: null };
  return {
    capacity: total(slots, (slot) => slot.capacity),
    booked: total(slots, (slot) => slot.booked),
    aside: total(slots, (slot) => slot.aside),
    free: freeFor(nobody, { slots, pools: [] }),
    common: freeFor(nobody, { slots, pools }),
    pools: pools.map((one) => ({
      pool: one.pool,
      floor: one.floor,
      ceiling: one.ceiling,
      recycles_at: one.recycles_at?.toString() ?? null,
      used: one.used,
      kept: keptFor(one),
      recycled_at: one.recycled_at?.toString() ?? null,
    })),
    next: nextOf(pools),
    version: poolsVersion(pools),
  };
}
