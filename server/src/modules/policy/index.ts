/** Policy: the hospital's rules as versioned data, judged by pure functions and told in plain words; its calendar. */
import type { Clock, Db, Handlers } from '../../kernel/index.ts';
import { type PolicyRouteNames, policyHandlers } from './routes.ts';
import { type PolicyService, policyService } from './service.ts';

export { rosterOfMakeUpDay } from './calendar.ts';
export { policyFacts } from './facts.ts';
export { districtHospital } from './presets/index.ts';
export * from './rules/index.ts';
export { sentencesOf } from './sentences/index.ts';
export type { DayInfo, PolicyService, Rules } from './service.ts';
export type { PolicyRow } from './tables.ts';

export interface Policies extends PolicyService {
  handlers: Handlers<PolicyRouteNames>;
}

export function openPolicy(ground: { db: Db; clock: Clock }): Policies {
  const service = policyService(ground);
  return Object.assign(service, { handlers: policyHandlers(ground.db, service) });
}
