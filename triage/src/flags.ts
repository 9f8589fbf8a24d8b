// Stage 3: red flags. Rules are data; a rule that holds says which words made it hold. Uncertain words make it `to_confirm`:
// it stands at its level until the person answers "no". Never lowers anything: a flag is there or it is not.
import type { Gravity, Weighed } from './gravity.ts';
import { firstThat } from './ordered.ts';
import type { Clause, Condition, Easing, Flag, Measure, Mention, Person, Range, Reading, Rule, Span } from './types.ts';

/** What a condition rests on. `sure` false: some deciding word is uncertain. */
interface Held {
  spans: Span[];
  concepts: string[];
  sure: boolean;
}

interface Evidence {
  mentions: ReadonlyMap<string, Mention[]>;
  measures: readonly Measure[];
  clauses: readonly Clause[];
  person: Person;
  gravity: () => Weighed | undefined;
  /** Only what was said in these clauses counts. */
  within?: Clauses;
}

interface Clauses {
  first: number;
  last: number;
}

export type FlagReader = (reading: Reading) => Flag[];

const COUNTS = new Set<Mention['assertion']>(['present', 'uncertain', 'feared']);

export interface FlagTools {
  /** The wider concepts of a concept (`is`), all levels. */
  broader: (concept: string) => readonly string[];
  easings?: readonly Easing[];
  /** Without it no rule of gravity holds. */
  gravity?: Gravity;
}

export function createFlagReader(rules: readonly Rule[], tools: FlagTools): FlagReader {
  const prepared = rules.map((rule) => ({ rule, parts: partsOf(rule) }));
  const weighing = new Set(rules.filter(isWeighing).map(({ id }) => id));
  const flagsOf = (reading: Reading): Flag[] => {
    const evidence = gather(reading, tools);
    const eased = (tools.easings ?? []).filter((easing) => isEased(easing, evidence));
    const raised = prepared.flatMap(({ rule, parts }) => flagOf(rule, parts, evidence));
    return withoutEcho(raised, weighing).map((flag) => ease(flag, eased));
  };
  return (reading) => {
    const flags = new Map(flagsOf(reading).map((flag) => [flag.rule, flag]));
    for (const flag of earlierReadings(reading).flatMap(flagsOf)) {
      if (flag.state === 'fired' && flag.level < (flags.get(flag.rule)?.level ?? 5)) flags.set(flag.rule, flag);
    }
    return [...flags.values()].sort(
      (a, b) => a.level - b.level || Number(a.state === 'to_confirm') - Number(b.state === 'to_confirm'),
    );
  };
}

/** Does it rest on all words together? */
export const isWeighing = ({ when }: Rule): boolean =>
  (when.all ?? []).some((condition) => typeof condition === 'object' && 'gravity' in condition);

/** What merely sounds grave is said only where no rule knows what it is, be that eased afterwards or not. */
function withoutEcho(flags: Flag[], weighing: ReadonlySet<string>): Flag[] {
  const known = Math.min(...flags.filter(({ rule }) => !weighing.has(rule)).map(({ level }) => level));
  return flags.filter(({ rule, level }) => !weighing.has(rule) || level < known);
}

const isEased = (easing: Easing, evidence: Evidence): boolean =>
  (allHold(partsOf(easing), evidence)?.sure ?? false) &&
  !(easing.when.not ?? []).some((condition) => holds(condition, evidence));

/** What is old or looked after is a matter of today, not of minutes. */
function ease(flag: Flag, easings: readonly Easing[]): Flag {
  const easing = easings.find(
    ({ families, except, from, to }) =>
      flag.level >= from && flag.level < to && families.includes(flag.family) && !except.includes(flag.rule),
  );
  return easing ? { ...flag, level: easing.to, tell: easing.tell } : flag;
}

/** The talk as it stood after each earlier turn: what fired then stays, whatever a rule's `not` is told later. */
function earlierReadings(reading: Reading): Reading[] {
  const told = [...reading.mentions, ...reading.measures, ...reading.clauses].map(({ turn }) => turn);
  const spoken = [...new Set(told)].sort((a, b) => a - b).slice(0, -1);
  return spoken.map((last) => ({
    ...reading,
    mentions: reading.mentions.filter(({ turn }) => turn <= last),
    measures: reading.measures.filter(({ turn }) => turn <= last),
    clauses: reading.clauses.filter(({ turn }) => turn <= last),
  }));
}

function gather(reading: Reading, { broader, gravity }: FlagTools): Evidence {
  const mentions = new Map<string, Mention[]>();
  const denied = answeredNo(reading.mentions);
  for (const mention of reading.mentions) {
    if (!COUNTS.has(mention.assertion)) continue;
    if (mention.assertion !== 'present' && denied.has(mention.concept)) continue;
    for (const concept of [mention.concept, ...broader(mention.concept)]) {
      const known = mentions.get(concept);
      if (known) known.push(mention);
      else mentions.set(concept, [mention]);
    }
  }
  const weighed = once(() => gravity?.(reading));
  return { mentions, measures: reading.measures, clauses: reading.clauses, person: reading.person, gravity: weighed };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** "No" to the confirming question lifts what was only uncertain, never what was said outright. */
function answeredNo(mentions: readonly Mention[]): Set<string> {
  return new Set(mentions.filter((each) => each.answered && each.assertion === 'absent').map((each) => each.concept));
}

function flagOf(rule: Rule, parts: readonly Condition[], evidence: Evidence): Flag[] {
  const held = allHold(parts, evidence);
  if (!held || (rule.when.not ?? []).some((condition) => holds(condition, evidence)?.sure)) return [];
  const flag: Flag = {
    rule: rule.id,
    family: rule.family,
    level: rule.level,
    state: held.sure ? 'fired' : 'to_confirm',
    because: held.spans,
    concepts: held.concepts,
    tell: rule.tell,
  };
  if (rule.ask) flag.question = rule.ask;
  return [flag];
}

function partsOf({ when }: Pick<Rule, 'when'>): Condition[] {
  return [...(when.all ?? []), ...(when.any ? [{ any: when.any }] : [])];
}

// ------------------------------------------------------------------ conditions

const nothing: Held = { spans: [], concepts: [], sure: true };

function holds(condition: Condition, evidence: Evidence): Held | null {
  if (typeof condition === 'string') return named(condition, evidence);
  if ('all' in condition) return allHold(condition.all, evidence);
  if ('any' in condition) return surest(condition.any.map((each) => holds(each, evidence)));
  if ('not' in condition) return holds(condition.not, evidence)?.sure ? null : nothing;
  if ('near' in condition) return near(condition.near, condition.clauses ?? 1, evidence);
  if ('at_least' in condition) return atLeast(condition.at_least, condition.of, evidence);
  if ('measure' in condition) return measured(condition.measure, condition, evidence);
  if ('duration_minutes' in condition) return measured('duration_minutes', condition.duration_minutes, evidence);
  if ('gravity' in condition) return weighedTogether(condition.gravity, evidence);
  return person(condition, evidence.person) ? nothing : null;
}

function weighedTogether(range: Range, { gravity }: Evidence): Held | null {
  const weighed = gravity();
  return weighed && within(weighed.log_odds, range) ? { spans: weighed.spans, concepts: [], sure: true } : null;
}

function named(concept: string, { mentions, within: reach }: Evidence): Held | null {
  const all = mentions.get(concept);
  const found = all && reach ? saidIn(all, reach) : all;
  return found && found.length > 0 ? heldBy(found, concept) : null;
}

/** Mentions are in the order of their clauses; those made by buttons come last and stand in none. */
function saidIn(mentions: readonly Mention[], { first, last }: Clauses): readonly Mention[] {
  const begin = firstThat(mentions, ({ clause }) => clause < 0 || clause >= first);
  const end = firstThat(mentions, ({ clause }) => clause < 0 || clause > last);
  return mentions.slice(begin, end);
}

function heldBy(found: readonly Mention[], concept: string): Held {
  const sure = found.filter((mention) => mention.assertion === 'present');
  const words = sure.length > 0 ? sure : found;
  return { spans: words.map(spanOf), concepts: [concept], sure: sure.length > 0 };
}

const spanOf = ({ start, end, turn }: Span): Span => ({ start, end, turn });

/** The first that does not hold ends it: most rules end there, at every message. */
function allHold(conditions: readonly Condition[], evidence: Evidence): Held | null {
  const held: Held[] = [];
  for (const each of conditions) {
    const part = holds(each, evidence);
    if (!part) return null;
    held.push(part);
  }
  return together(held);
}

function together(held: readonly Held[]): Held {
  return {
    spans: held.flatMap((part) => part.spans),
    concepts: held.flatMap((part) => part.concepts),
    sure: held.every((part) => part.sure),
  };
}

/** All that hold are reasons; one sure one makes it sure. */
function surest(parts: (Held | null)[]): Held | null {
  const held = parts.filter((part) => part !== null);
  if (held.length === 0) return null;
  const sure = held.filter((part) => part.sure);
  return together(sure.length > 0 ? sure : held);
}

function atLeast(count: number, of: readonly Condition[], evidence: Evidence): Held | null {
  const held = of.map((each) => holds(each, evidence)).filter((part) => part !== null);
  if (held.length < count) return null;
  const sure = held.filter((part) => part.sure);
  return together(sure.length >= count ? sure : held);
}

function measured(kind: Measure['kind'], range: Range, { measures, within: reach }: Evidence): Held | null {
  const found = measures.filter(
    (measure) =>
      measure.kind === kind &&
      within(measure.value, range) &&
      (!reach || (measure.clause >= reach.first && measure.clause <= reach.last)),
  );
  return found.length > 0 ? { spans: found.map(spanOf), concepts: [], sure: true } : null;
}

/** Said within `reach` clauses of one another, whatever is said between. */
function near(conditions: readonly Condition[], reach: number, evidence: Evidence): Held | null {
  if (!allHold(conditions, evidence)) return null;
  for (let first = 0; first < evidence.clauses.length; first += 1) {
    const held = allHold(conditions, narrowed(evidence, { first, last: first + reach }));
    if (held) return held;
  }
  return null;
}

const narrowed = (evidence: Evidence, { first, last }: Clauses): Evidence => ({
  ...evidence,
  within: {
    first: Math.max(first, evidence.within?.first ?? first),
    last: Math.min(last, evidence.within?.last ?? last),
  },
});

const within = (value: number, { min, max }: Range): boolean =>
  value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);

/** An age that is not known is no age: rules of age do not hold. */
function person(condition: Condition & object, who: Person): boolean {
  if ('age_months' in condition) return who.age_months !== undefined && within(who.age_months, condition.age_months);
  if ('sex' in condition) return who.sex === condition.sex;
  if ('pregnant' in condition) return (who.pregnant ?? false) === condition.pregnant;
  if ('who' in condition) return condition.who.includes(who.who);
  return false;
}
