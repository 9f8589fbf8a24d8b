/** The waiting list (候补): who gets a place that becomes free. */
import type { Handlers, LiveView, Tx } from '../../kernel/index.ts';
import type { SlotCard } from '../scheduling/index.ts';
import type { WaitlistGround } from './ground.ts';
import { waitlistView } from './live-view.ts';
import { waitlistRound } from './round.ts';
import { type WaitlistRouteNames, waitlistHandlers } from './routes.ts';
import { waitlistService } from './service.ts';
import { somebodyWaits } from './store.ts';
import { UnmetDemand } from './unmet.ts';

export { waitlistFacts } from './facts.ts';

export interface Waitlist {
  handlers: Handlers<WaitlistRouteNames>;
  liveViews: LiveView[];
  /** Driven every second and on every wake. Returns how much it moved. */
  round(now: Temporal.Instant): Promise<number>;
  /** An ask for a place was refused for want of one; counted, and told by the minute. */
  noPlace(slot: SlotCard, patient_id: string): void;
  /** Whether anybody waits whom a place of this session could suit. */
  somebodyWaits(tx: Tx, session_id: string): Promise<boolean>;
  /** Writes what was counted and not yet told. */
  tellUnmet(now: Temporal.Instant): Promise<void>;
}

export function openWaitlist(ground: WaitlistGround & { log: (message: string, error: unknown) => void }): Waitlist {
  const service = waitlistService(ground);
  const unmet = new UnmetDemand();
  const round = waitlistRound(ground, service, unmet);
  return {
    handlers: waitlistHandlers(ground, service),
    liveViews: [waitlistView(ground)],
    round: (now) => round.run(now),
    noPlace: (slot, patient_id) => unmet.add(slot, patient_id),
    somebodyWaits,
    tellUnmet: (now) => round.tellUnmet(now),
  };
}
