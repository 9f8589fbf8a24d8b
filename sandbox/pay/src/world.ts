import type { Clock } from './clock.ts';
import type { Keys } from './keys.ts';
import type { Store } from './store.ts';

/** What every part of the stand-in works on. */
export interface World {
  store: Store;
  keys: Keys;
  clock: Clock;
  /** Retry waits, delays and refund times are divided by this. */
  speedUp: number;
  /** Address under which people's browsers reach this program, without a trailing slash. */
  publicUrl(): string;
}

/** Channel seconds as milliseconds of waiting. */
export const waitMs = (world: World, seconds: number) => (seconds * 1000) / world.speedUp;
