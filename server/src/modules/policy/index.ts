/** Policy: the hospital's rules as versioned data, judged by pure functions and told in plain words; its calendar. */
import type { Clock, Db, Handlers } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { People } from '../people/index.ts';
import { type PolicyRouteNames, policyHandlers } from './routes.ts';
import { type VersionRouteNames, versionHandlers } from './routes-versions.ts';
import { type PolicyService, policyService } from './service.ts';
import { appealService } from './service-appeal.ts';

export { rosterOfMakeUpDay } from './calendar.ts';
export { policyFacts } from './facts.ts';
export { districtHospital } from './presets/index.ts';
export * from './rules/index.ts';
export { symptomQuestion } from './routes.ts';
export { keepStanding } from './routes-versions.ts';
export { linesOf, sentencesOf } from './sentences/index.ts';
export { classWords } from './sentences/queue.ts';
export type { DayInfo, PolicyService, Rules } from './service.ts';
export type { AppealRow } from './tables.ts';

export interface Policies extends PolicyService {
  handlers: Handlers<PolicyRouteNames | VersionRouteNames>;
  appeals: typeof appealService;
}

export interface PolicyGround {
  db: Db;
  clock: Clock;
  /** What exceptions may name. */
  catalog: Pick<Catalog, 'view'>;
  people: Pick<People, 'staffNames'>;
}

export function openPolicy(ground: PolicyGround): Policies {
  const service = policyService(ground);
  return Object.assign(service, {
    appeals: appealService,
    handlers: { ...policyHandlers(ground.db, service), ...versionHandlers(ground, service) },
  });
}
