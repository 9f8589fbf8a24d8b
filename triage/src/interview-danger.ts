// Which red flags are near: what single word more would raise one, and what a flag still hangs on. Pure.
import type { Known } from './interview-known.ts';
import { knows } from './interview-known.ts';
import type { Condition, Flag, Level, Range, Rule } from './types.ts';

/** concept -> the gravest level that it would raise, were it so. */
export type Plausible = ReadonlyMap<string, Level>;

/** One concept more and it holds: these. Empty: it holds already. Null: it cannot, or more than one is missing. */
type Missing = ReadonlySet<string> | null;

const HOLDS: ReadonlySet<string> = new Set();

/** Concepts that nobody has spoken of yet, each of which alone would raise the level. */
export function plausible(rules: readonly Rule[], known: Known): Plausible {
  const found = new Map<string, Level>();
  for (const rule of rules) {
    if (rule.level >= known.analysis.level || !grounded(rule, known)) continue;
    for (const concept of missingOf(rule, known) ?? []) {
      found.set(concept, Math.min(rule.level, found.get(concept) ?? 4) as Level);
    }
  }
  return found;
}

/** What a rule is about stands first in it. Where that was not told, its dangers are another complaint's: nobody is asked every danger there is. */
function grounded(rule: Rule, known: Known): boolean {
  const [subject] = rule.when.all ?? [];
  return subject !== undefined && missing(subject, known)?.size === 0;
}

function missingOf(rule: Rule, known: Known): Missing {
  const { all = [], any, not = [] } = rule.when;
  if (not.some((condition) => missing(condition, known)?.size === 0)) return null;
  return together([...all, ...(any ? [{ any }] : [])].map((condition) => missing(condition, known)));
}

function missing(condition: Condition, known: Known): Missing {
  if (typeof condition === 'string') return ofConcept(condition, known);
  if ('all' in condition) return together(condition.all.map((each) => missing(each, known)));
  if ('near' in condition) return together(condition.near.map((each) => missing(each, known)));
  if ('any' in condition) return either(condition.any.map((each) => missing(each, known)));
  if ('not' in condition) return missing(condition.not, known)?.size === 0 ? null : HOLDS;
  if ('at_least' in condition)
    return atLeast(
      condition.at_least,
      condition.of.map((each) => missing(each, known)),
    );
  return personal(condition, known) ? HOLDS : null;
}

function ofConcept(concept: string, known: Known): Missing {
  if (known.present.has(concept)) return HOLDS;
  return knows(known, concept) ? null : new Set([concept]);
}

function together(parts: Missing[]): Missing {
  if (parts.some((part) => part === null)) return null;
  const open = parts.filter((part) => part !== null && part.size > 0);
  return open.length > 1 ? null : (open[0] ?? HOLDS);
}

function either(parts: Missing[]): Missing {
  const can = parts.filter((part) => part !== null);
  if (can.length === 0) return null;
  return can.some((part) => part.size === 0) ? HOLDS : new Set(can.flatMap((part) => [...part]));
}

function atLeast(count: number, parts: Missing[]): Missing {
  const holding = parts.filter((part) => part?.size === 0).length;
  if (holding >= count) return HOLDS;
  return holding === count - 1 ? either(parts.filter((part) => part?.size !== 0)) : null;
}

/** What buttons cannot bring about must hold already. */
function personal(condition: Condition & object, known: Known): boolean {
  if ('sex' in condition) return known.sex === condition.sex;
  if ('age_months' in condition)
    return known.age_months !== undefined && within(known.age_months, condition.age_months);
  if ('pregnant' in condition) return (known.analysis.reading.person.pregnant ?? false) === condition.pregnant;
  if ('who' in condition) return condition.who.includes(known.analysis.reading.person.who);
  const kind = 'measure' in condition ? condition.measure : 'duration_minutes';
  const range: Range =
    'measure' in condition ? condition : 'duration_minutes' in condition ? condition.duration_minutes : {};
  return known.analysis.reading.measures.some((each) => each.kind === kind && within(each.value, range));
}

const within = (value: number, { min, max }: Range): boolean =>
  value >= (min ?? -Infinity) && value <= (max ?? Infinity);

/** The concepts, as the patient said them, on whose doubt a flag still hangs. */
export function doubtful(flag: Flag, known: Known): string[] {
  const doubts = [...known.analysis.reading.mentions, ...known.tell.concepts].filter(
    (each) => each.assertion === 'uncertain' || each.assertion === 'feared',
  );
  const named = doubts.filter((each) => {
    const wide = known.interview.broader.get(each.concept) ?? new Set([each.concept]);
    return flag.concepts.some((concept) => wide.has(concept) && !known.present.has(concept));
  });
  return [...new Set(named.map((each) => each.concept))];
}
