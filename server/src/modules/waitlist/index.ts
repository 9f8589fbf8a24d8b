/** The waiting list (候补): who gets a place that becomes free. */
import { type RoundGround, waitlistRound } from './round.ts';

export interface Waitlist {
  /** Driven every second and on every wake. */
  round(now: Temporal.Instant): Promise<number>;
}

export function openWaitlist(ground: RoundGround): Waitlist {
  return { round: (now) => waitlistRound(ground, now) };
}
