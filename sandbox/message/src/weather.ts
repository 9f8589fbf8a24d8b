/** The faults that hold for both channels alike, in the order in which a request meets them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Faults } from './faults.ts';
import type { World } from './world.ts';

type Count = 'drop_requests' | 'timeout_after_success' | 'server_error' | 'rate_limited' | 'tokens_expired';

/** Whether this request is one of the next N; takes one away. */
export function takeOne(world: World, name: Count): boolean {
  const { faults } = world.store;
  if (faults[name] === 0) return false;
  world.store.putFaults({ ...faults, [name]: faults[name] - 1 } satisfies Faults);
  return true;
}

/** Cuts the line without a word. */
export function hangUp(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.destroy();
}

/** Never answers; the caller's patience ends first, or the program. */
export function keepSilent(reply: FastifyReply): void {
  reply.hijack();
}

export async function dawdle(world: World): Promise<void> {
  if (world.store.faults.slow_ms > 0) await sleep(world.store.faults.slow_ms);
}
