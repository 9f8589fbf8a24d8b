import { actorName, type Db, type Handlers, keepToHospitalWide } from '../../kernel/index.ts';
import { policyFor } from './rules.ts';
import { sentencesOf } from './sentences.ts';
import type { PolicyService } from './service.ts';

export type PolicyRouteNames = 'policyShow' | 'calendarList' | 'calendarImport';

export function policyHandlers(db: Db, service: PolicyService): Handlers<PolicyRouteNames> {
  return {
    async policyShow({ query, locale }) {
      const { version, valid_from, data } = await service.current();
      const policy = query.department_id ? policyFor(data, query.department_id) : data;
      return { version, valid_from: valid_from.toString(), sentences: sentencesOf(policy, locale) };
    },
    async calendarList({ query }) {
      const { items, announced } = await service.year(db.kysely, query.year);
      return { announced, items: items.map(({ date, kind, name, source }) => ({ date, kind, name, source })) };
    },
    async calendarImport({ body, run, actor, now }) {
      keepToHospitalWide(actor, ['administrator', 'operator']);
      await service.importNotice(run, { ...body, actor: actorName(actor), now });
      return { done: true };
    },
  };
}
