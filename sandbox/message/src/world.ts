import type { Keys } from './keys.ts';
import type { Store } from './store.ts';

/** What every part of the stand-in works on. */
export interface World {
  store: Store;
  keys: Keys;
  /** Real time plus what `POST /_advance` has added. */
  nowMs(): number;
}

/** China Standard Time as both providers write it: `2026-11-22 09:30:00`. */
export const dateTime = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO('Asia/Shanghai')
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
