import type { Db, Handlers, Locale } from '../../kernel/index.ts';
import { type Policy, policyFor, symptomsAsked } from './rules/index.ts';
import { sentencesOf } from './sentences/index.ts';
import type { PolicyService } from './service.ts';

export type PolicyRouteNames = 'policyShow' | 'calendarList';

/** What is to be asked before booking; null: nothing. */
export function symptomQuestion(policy: Policy, locale: Locale) {
  const asked = symptomsAsked(policy);
  if (asked.length === 0 || !policy.gates.symptoms) return null;
  return {
    ask: asked.map((symptom) => ({ code: symptom.code, words: symptom[locale] })),
    send_to: policy.gates.symptoms.send_to[locale],
  };
}

export function policyHandlers(db: Db, service: PolicyService): Handlers<PolicyRouteNames> {
  return {
    async policyShow({ query, locale }) {
      const { version, valid_from, data } = await service.current();
      const policy = policyFor(data, { department_id: query.department_id });
      return {
        version,
        valid_from: valid_from.toString(),
        sentences: sentencesOf(policy, locale),
        symptoms: symptomQuestion(policy, locale),
      };
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
