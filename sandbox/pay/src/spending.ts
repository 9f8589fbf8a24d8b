import type { World } from './world.ts';

/** Uses up one of the next N of a counted fault. */
export function spend(world: World, fault: 'server_error' | 'frequency_limited' | 'timeout_after_success'): boolean {
  const left = world.store.faults[fault];
  if (left > 0) world.store.putFaults({ ...world.store.faults, [fault]: left - 1 });
  return left > 0;
}

/** Leaves the caller waiting until it gives up. */
export const hangUp = () => new Promise<never>(() => undefined);
