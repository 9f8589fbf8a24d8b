// What is wrong with the data, in words a person can act on; empty when all is well.
import { isWeighing } from './flags.ts';
import { interviewProblems } from './interview-data.ts';
import { createMatcher } from './match.ts';
import type { Condition, Easing, Rule, TriageData } from './types.ts';

/** Unreadable forms, concepts defined twice, and names nobody defines. `npm run -s triage -- lexicon` prints them; a test wants none. */
export function dataProblems(data: TriageData): string[] {
  const known = new Set(data.concepts.map((concept) => concept.id));
  const unknown = (where: string, names: readonly string[]): string[] =>
    names.filter((name) => !known.has(name)).map((name) => `${where}: 没有概念 ${name}  unknown concept`);
  const codes = new Set(data.departments.map((department) => department.code));
  return [
    ...createMatcher(data.concepts, data.classes, { strict: true }).problems,
    ...data.concepts.flatMap((concept) => unknown(concept.id, concept.is ?? [])),
    ...data.rules.flatMap((rule) => unknown(rule.id, namedBy(rule))),
    ...(data.easings ?? []).flatMap((easing) => unknown(easing.id, namedBy(easing))),
    ...(data.easings ?? []).flatMap((easing) => unknownRules(easing, data.rules)),
    ...repeated(data.rules.map((rule) => rule.id)).map((id) => `${id}: 重复的规则  rule defined twice`),
    ...data.rules.filter((rule) => !data.gravity && isWeighing(rule)).map(({ id }) => `${id}: ${NO_WEIGHTS}`),
    ...unknown('routing', Object.keys(data.weights)),
    ...Object.entries(data.weights).flatMap(([concept, weights]) =>
      Object.keys(weights)
        .filter((code) => !codes.has(code))
        .map((code) => `routing ${concept}: 没有科室 ${code}  unknown department`),
    ),
    ...data.departments.flatMap(({ code, fallback }) =>
      fallback.filter((each) => !codes.has(each)).map((each) => `${code}: 没有科室 ${each}  unknown department`),
    ),
    ...interviewProblems(data),
  ];
}

const NO_WEIGHTS = '没有 gravity/weights.json，此规则不起作用  gravity/weights.json is missing, the rule does nothing';

const repeated = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);

function unknownRules({ id, families, except }: Easing, rules: readonly Rule[]): string[] {
  const names = new Set(rules.flatMap((rule) => [rule.id, rule.family]));
  return [...families, ...except]
    .filter((name) => !names.has(name))
    .map((name) => `${id}: 没有 ${name}  unknown rule or family`);
}

/** Every concept that a red-flag rule, or what eases one, asks for or makes an exception of. */
export const askedByRules = (rules: readonly Pick<Rule, 'when'>[]): Set<string> => new Set(rules.flatMap(namedBy));

function namedBy({ when }: Pick<Rule, 'when'>): string[] {
  return [...(when.all ?? []), ...(when.any ?? []), ...(when.not ?? [])].flatMap(conceptsOf);
}

/** The concepts a condition asks for. */
export function conceptsOf(condition: Condition): string[] {
  if (typeof condition === 'string') return [condition];
  if ('all' in condition) return condition.all.flatMap(conceptsOf);
  if ('any' in condition) return condition.any.flatMap(conceptsOf);
  if ('near' in condition) return condition.near.flatMap(conceptsOf);
  if ('at_least' in condition) return condition.of.flatMap(conceptsOf);
  if ('not' in condition) return conceptsOf(condition.not);
  return [];
}
