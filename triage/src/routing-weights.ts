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

export interface WeightTables {
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

/** A disease by its name says more than a complaint; an organ's name says less. */
const BY_KIND: Partial<Record<ConceptKind, number>> = { disease: 1.4, test: 1.1, drug: 0.9, body: 0.8, idiom: 0 };

const FIRST_SENTENCE = 1.5;
const ASKED = 1.25;
const SAID_AGAIN = 0.15;
const SAID_AGAIN_MOST = 3;
const ASKING = /[?？吗呢]|怎么|请问|咨询|想问|如何|什么|哪|是不是|会不会|能不能|可以|严重|治/;

export function contributions(reading: Reading, tables: WeightTables): Contribution[] {
  const best = new Map<string, { mention: Mention; factor: number; times: number }>();
  for (const mention of reading.mentions) {
    const factor = factorOf(mention, reading.clauses[mention.clause]);
    const known = best.get(mention.concept);
    if (!known) best.set(mention.concept, { mention, factor, times: 1 });
    else {
      known.times += 1;
      if (factor > known.factor) Object.assign(known, { mention, factor });
    }
  }
  const found: Contribution[] = [];
  for (const [concept, { mention, factor, times }] of best) {
    const own = weightsOf(concept, tables);
    if (!own) continue;
    const again = 1 + SAID_AGAIN * Math.min(times - 1, SAID_AGAIN_MOST);
    const by = factor * again * (BY_KIND[tables.kinds.get(concept) ?? 'symptom'] ?? 1);
    const weights = Object.fromEntries(Object.entries(own).map(([code, weight]) => [code, weight * by]));
    const { start, end, turn, words } = mention;
    found.push({ concept, words, span: { start, end, turn }, weights });
  }
  return found;
}

function factorOf(mention: Mention, clause: Clause | undefined): number {
  let factor = BY_ASSERTION[mention.assertion];
  if (!clause) return factor;
  if (clause.sentence === 0 && clause.turn === 0) factor *= FIRST_SENTENCE;
  else if (ASKING.test(clause.text)) factor *= ASKED;
  return factor;
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
