/** Scheduling: where places come from. */
import type { Handlers, Wake } from '../../kernel/index.ts';
import { Availability, type AvailabilityGround } from './availability.ts';
import { type RosterRouteNames, rosterHandlers } from './routes-roster.ts';
import { type SchedulingRouteNames, schedulingHandlers } from './routes.ts';
import { type SchedulingGround, type SchedulingService, schedulingService } from './service.ts';

export { schedulingFacts } from './facts.ts';
export {
  freeFor,
  freeInSlot,
  poolOf,
  type SlotPlaces,
  slotFree,
} from './pools.ts';
export { caseWords, endedBy, mayChoose, movable, touched, unanswered } from './rules-closure.ts';
export type { ClosurePlan, LostPlace } from './service-closure.ts';
export type { CaseChoice, CaseRow, CaughtSession, ClosureRow, OfferedPlace } from './tables-closure.ts';
export type { SlotCard } from './tables.ts';
export { withOwnFee } from './rules.ts';
export { outOfStepView, sessionView, slotView } from './views.ts';
export { shareOf } from './views-pools.ts';

export interface Scheduling extends SchedulingService {
  /** What is still free, from memory once it is started. */
  availability: Availability;
  handlers: Handlers<SchedulingRouteNames | RosterRouteNames | 'departmentAvailability'>;
}

export function openScheduling(ground: SchedulingGround & AvailabilityGround & { wake: Wake }): Scheduling {
  const service = schedulingService(ground);
  const availability = new Availability(ground);
  return Object.assign(service, {
    availability,
    handlers: {
      ...schedulingHandlers({ ...ground, service }),
      ...rosterHandlers({ ...ground, service }),
      departmentAvailability: ({ params, query, locale, now }) =>
        availability.of({ department_id: params.id, channel: query.channel ?? 'app', locale, now }),
    } satisfies Scheduling['handlers'],
  });
}
