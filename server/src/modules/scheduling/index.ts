/** Scheduling: where places come from. */
import type { Handlers, Wake } from '../../kernel/index.ts';
import { type SchedulingRouteNames, schedulingHandlers } from './routes.ts';
import { type SchedulingGround, type SchedulingService, schedulingService } from './service.ts';

export { schedulingFacts } from './facts.ts';
export type { SlotCard } from './tables.ts';
export { sessionView } from './views.ts';

export interface Scheduling extends SchedulingService {
  handlers: Handlers<SchedulingRouteNames>;
}

export function openScheduling(ground: SchedulingGround & { wake: Wake }): Scheduling {
  const service = schedulingService(ground);
  return Object.assign(service, { handlers: schedulingHandlers({ ...ground, service }) });
}
