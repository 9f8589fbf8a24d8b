/** Contradictions of exceptions: that match everything or nothing known, say nothing, or say two things at once. */
import type { Override, Policy } from '../policy.ts';
import { type Clause, unless } from './clause.ts';

/** What the house has, by id; a list that is not given is not checked. */
export interface Known {
  department_ids?: ReadonlySet<string>;
  visit_type_ids?: ReadonlySet<string>;
  doctor_ids?: ReadonlySet<string>;
}
/** Sections that bind the house as a whole. */
const WHOLE_HOUSE = ['refund', 'rush', 'preconsult'] as const;

const unknownIds = ({ when }: Override, known: Known, at: string): Clause[] =>
  (['department_ids', 'visit_type_ids', 'doctor_ids'] as const).flatMap((list) => {
    const missing = when[list]?.filter((id) => known[list] && !known[list].has(id)) ?? [];
    return unless(
      missing.length === 0,
      `${at}.when.${list}`,
      `没有这一项：${missing[0]}。`,
      `There is no such one: ${missing[0]}.`,
    );
  });

const isSaid = (value: unknown): boolean => value !== undefined;

function ofOne(override: Override, known: Known, at: string): Clause[] {
  return [
    ...unless(
      Object.values(override.when).some(isSaid),
      `${at}.when`,
      '例外没有条件，等于改了全院规则；请直接修改全院规则。',
      'An exception without a condition holds for everybody; change the hospital’s rule instead.',
    ),
    ...unless(
      Object.values(override.set).some(isSaid),
      `${at}.set`,
      '例外没有规定任何内容。',
      'The exception says nothing.',
    ),
    ...WHOLE_HOUSE.flatMap((section) =>
      unless(
        override.set[section] === undefined,
        `${at}.set.${section}`,
        '这一项只能全院统一规定。',
        'This can only be set for the whole hospital.',
      ),
    ),
    ...unless(
      override.set.queue === undefined || override.when.channels === undefined,
      `${at}.set.queue`,
      '候诊次序不分预约渠道；请改用科室、号别或医生作条件。',
      'The order in the hall does not depend on the channel; name a department, visit type or doctor instead.',
    ),
    ...unknownIds(override, known, at),
  ];
}

const keyOf = (when: Override['when']): string =>
  JSON.stringify(
    Object.entries(when)
      .filter(([, list]) => isSaid(list))
      .map(([name, list]) => [name, [...(list as string[])].toSorted()])
      .toSorted(),
  );

function saidTwice(overrides: Override[]): Clause[] {
  const seen = new Set<string>();
  return overrides.flatMap(({ when, set }, n) =>
    Object.keys(set).flatMap((section) => {
      const key = keyOf(when) + section;
      const isNew = !seen.has(key);
      seen.add(key);
      return unless(
        isNew,
        `overrides.${n}.set.${section}`,
        '同样条件的另一个例外已经规定了这一项。',
        'Another exception with the same condition already says this.',
      );
    }),
  );
}

export const overrideClauses = ({ overrides }: Policy, known: Known): Clause[] => [
  ...overrides.flatMap((override, n) => ofOne(override, known, `overrides.${n}`)),
  ...saidTwice(overrides),
];
