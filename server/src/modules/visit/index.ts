/** Visit: what happens in the consulting room, from start to finish, and the sealed note of it. */
import type { Handlers, Wake } from '../../kernel/index.ts';
import { type VisitRouteNames, visitHandlers } from './routes.ts';
import { type VisitGround, type VisitService, visitService } from './service.ts';

export { visitFacts } from './facts.ts';

export interface Visits extends VisitService {
  handlers: Handlers<VisitRouteNames>;
}

export function openVisit(ground: VisitGround & { wake: Wake }): Visits {
  const service = visitService(ground);
  return { ...service, handlers: visitHandlers(service, ground.wake) };
}
