/** How entries of the waiting list are shown. */
import type { WaitlistEntry } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export const entryLook: Record<WaitlistEntry['state'], { shape: Shape; tone: Tone }> = {
  waiting: { shape: 'ring', tone: 'info' },
  offered: { shape: 'bang', tone: 'act' },
  booked: { shape: 'check', tone: 'good' },
  fulfilled: { shape: 'check', tone: 'good' },
  left: { shape: 'cross', tone: 'quiet' },
  refused: { shape: 'cross', tone: 'quiet' },
  expired: { shape: 'dash', tone: 'act' },
  purged: { shape: 'dash', tone: 'quiet' },
};

/** Whole minutes until a moment; 0 when it has come. */
export const minutesUntil = (instant: string, now_ms: number): number =>
  Math.max(0, Math.ceil((Date.parse(instant) - now_ms) / 60_000));
