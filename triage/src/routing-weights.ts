// How much each thing read counts for each department, before ages and sexes are asked.

import type { Assertion, Clause, ConceptKind, Mention, Reading, RoutingWeights, Span } from './types.ts';

/** One concept, counted once however often it is said. */
export interface Contribution {
  concept: string;
  words: string;
  span: Span;
  /** department code -> points, attenuated. */
  weights: Record<string, number>;
}

interface WeightTables {
  weights: RoutingWeights;
  /** concept id -> broader concepts. */
  broader: ReadonlyMap<string, readonly string[]>;
  kinds: ReadonlyMap<string, ConceptKind>;
}

/** What is denied still tells what the talk is about, a little; what somebody else has, less than one's own. */
const BY_ASSERTION: Record<Assertion, number> = {
  present: 1,
  uncertain: 1,
  feared: 0.9,
  hypothetical: 0.8,
  past: 0.7,
  other_person: 0.6,
  absent: 0.15,
};

/** A test that came out negative is still what the question is about. */
const NEGATIVE_TEST = 0.6;

/** A disease by its name says more than a complaint; an organ's name says less. */
const BY_KIND: Partial<Record<ConceptKind, number>> = { disease: 1.4, test: 1.1, drug: 0.9, body: 0.8, idiom: 0 };

const FIRST_SENTENCE = 1.5;
const ASKED = 1.3;
const DISEASE_ASKED = 1.7;
const SAID_AGAIN = 0.15;
const SAID_AGAIN_MOST = 3;
/** What two concepts read out of the same words is mostly the same thing said once. */
const SAME_WORDS = 0.4;
/** "Is it cancer?" tells of a fear, not of a finding. */
const DISEASE_WONDERED = 0.8;
const WONDERING = /是不是|会不会|是否|会是|怀疑|担心|害怕|怕是|不会是|可能是|能排除|会发展|会变成|癌变/;
const ASKING = /[?？吗呢]|怎么|请问|咨询|想问|如何|什么|哪|是不是|会不会|能不能|可以|严重|治/;

interface Found extends Contribution {
  most: number;
}

/** Strongest first. */
export function contributions(reading: Reading, tables: WeightTables): Contribution[] {
  const factorOf = factors(reading, firstSentence(reading, tables));
  const best = new Map<string, { mention: Mention; factor: number; times: number }>();
  for (const mention of reading.mentions) {
    if (!weightsOf(mention.concept, tables)) continue;
    const factor = factorOf(mention, tables.kinds.get(mention.concept));
    const known = best.get(mention.concept);
    if (!known) best.set(mention.concept, { mention, factor, times: 1 });
    else {
      known.times += 1;
      if (factor > known.factor) Object.assign(known, { mention, factor });
    }
  }
  const found = [...best].map(([concept, said]) => contribution(concept, said, tables));
  found.sort((a, b) => b.most - a.most || a.span.turn - b.span.turn || a.span.start - b.span.start);
  return withoutEchoes(found);
}

function contribution(
  concept: string,
  { mention, factor, times }: { mention: Mention; factor: number; times: number },
  tables: WeightTables,
): Found {
  const again = 1 + SAID_AGAIN * Math.min(times - 1, SAID_AGAIN_MOST);
  const by = factor * again * (BY_KIND[tables.kinds.get(concept) ?? 'symptom'] ?? 1);
  const { start, end, turn, words } = mention;
  const weights = scaled(weightsOf(concept, tables) ?? {}, by);
  return { concept, words, span: { start, end, turn }, weights, most: Math.max(0, ...Object.values(weights)) };
}

const scaled = (weights: Record<string, number>, by: number): Record<string, number> =>
  Object.fromEntries(Object.entries(weights).map(([code, weight]) => [code, weight * by]));

function withoutEchoes(strongestFirst: readonly Found[]): Contribution[] {
  const kept: Contribution[] = [];
  for (const { concept, words, span, weights } of strongestFirst) {
    const echo = kept.some((each) => overlaps(each.span, span));
    kept.push({ concept, words, span, weights: echo ? scaled(weights, SAME_WORDS) : weights });
  }
  return kept;
}

const overlaps = (a: Span, b: Span): boolean => a.turn === b.turn && a.start < b.end && b.start < a.end;

/** Greetings do not count: the first sentence is the first that says something. */
function firstSentence(reading: Reading, tables: WeightTables): number | undefined {
  const first = reading.mentions
    .filter((mention) => mention.turn === 0 && weightsOf(mention.concept, tables))
    .reduce((least, mention) => Math.min(least, mention.start), Number.POSITIVE_INFINITY);
  return reading.clauses.find((clause) => clause.turn === 0 && clause.start <= first && first < clause.end)?.sentence;
}

/** Every clause is looked at once, however many things it names. */
function factors(reading: Reading, first: number | undefined): (mention: Mention, kind?: ConceptKind) => number {
  const places = new Map<number, { disease: number; other: number }>();
  return ({ assertion, clause, family }, kind) => {
    if (family) return 0;
    const so = assertion === 'absent' && kind === 'test' ? NEGATIVE_TEST : BY_ASSERTION[assertion];
    const found = reading.clauses[clause];
    if (!found) return so;
    const place = places.get(clause) ?? placeOf(found, first);
    places.set(clause, place);
    return so * (kind === 'disease' ? place.disease : place.other);
  };
}

function placeOf({ text, turn, sentence }: Clause, first: number | undefined): { disease: number; other: number } {
  const asked = ASKING.test(text);
  const early = turn === 0 && sentence === first ? FIRST_SENTENCE : 1;
  return {
    disease: WONDERING.test(text) ? DISEASE_WONDERED : Math.max(early, asked ? DISEASE_ASKED : 1),
    other: Math.max(early, asked ? ASKED : 1),
  };
}

/** A concept without weights of its own counts as the broader one it is. */
function weightsOf(concept: string, tables: WeightTables): Record<string, number> | undefined {
  const own = tables.weights[concept];
  if (own) return own;
  for (const wider of tables.broader.get(concept) ?? []) {
    const weights = tables.weights[wider];
    if (weights) return weights;
  }
  return undefined;
}
