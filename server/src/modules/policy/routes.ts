import type { Db, Handlers } from '../../kernel/index.ts';
import { policyFor } from './rules/index.ts';
import { sentencesOf } from './sentences/index.ts';
import type { PolicyService } from './service.ts';

export type PolicyRouteNames = 'policyShow' | 'calendarList';

export function policyHandlers(db: Db, service: PolicyService): Handlers<PolicyRouteNames> {
  return {
    async policyShow({ query, locale }) {
      const { version, valid_from, data } = await service.current();
      const policy = policyFor(data, { department_id: query.department_id });
      return { version, valid_from: valid_from.toString(), sentences: sentencesOf(policy, locale) };
    },
    async calendarList({ query }) {
      const { items, announced } = await service.year(db.kysely, query.year);
      return {
        announced,
        items: items.map(({ date, kind, name, works_as_weekday, source }) => ({
          date,
          kind,
          name,
          works_as_weekday,
          source,
        })),
      };
    },
  };
}
