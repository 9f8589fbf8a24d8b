/** The waiting list's use cases: joining, answering an offer, leaving; and the round. */
import { joinService } from './service-join.ts';
import { offerService } from './service-offer.ts';
import type { WaitlistGround } from './ground.ts';
import { readingService } from './reading.ts';

export function waitlistService(ground: WaitlistGround) {
  return { ...joinService(ground), ...offerService(ground), ...readingService(ground) };
}
export type WaitlistService = ReturnType<typeof waitlistService>;
