// How gravely all the words together sound, in log-odds: a linear model over what was read and over pieces of words, fitted on the project's own
// vignettes (vignettes/*.jsonl), never on anybody's patients. It is the net under the rules: for dangers told in words that no rule foresaw.
// It can only raise, and it says which words weighed most. Pure: no clock, no chance.
import { orderOf, piecesOf } from './pieces.ts';
import type { Clause, Mention, Reading, Span } from './types.ts';

/** As stored in gravity/weights.json. A feature is a mention (`present:chest-pain`), a piece of words (`喘不`), a measure, or `^` (every text). */
export interface GravityWeights {
  kind: 'gravity-1';
  /** How many vignettes it was fitted on. */
  texts: number;
  /** feature -> log-odds of an emergency */
  features: Record<string, number>;
}

export interface Weighed {
  /** Log-odds that such a text is an emergency; below 0 it sounds like none. */
  log_odds: number;
  /** The words that speak most for it, in the order of the text. */
  spans: Span[];
}

export type Gravity = (reading: Reading) => Weighed;

/** A vignette to fit on. */
export interface GravityText {
  reading: Reading;
  is_emergency: boolean;
}

/** So many mentions and pieces make a text; fewer say less, or "头疼" alone would sound like the worst headache ever told. */
const ENOUGH = { mentions: 6, pieces: 40 };
const MOST_SPANS = 5;

/** feature -> value. Mentions and pieces are scaled so that a long text does not count for more than a short one. */
export function gravityFeatures(reading: Reading): Map<string, number> {
  const mentions = new Set(reading.mentions.map(({ assertion, concept }) => `${assertion}:${concept}`));
  const pieces = piecesOf(ownClauses(reading).map(({ text }) => text));
  const values = new Map<string, number>([['^', 1]]);
  for (const mention of mentions) values.set(mention, 1 / Math.sqrt(Math.max(mentions.size, ENOUGH.mentions)));
  for (const piece of pieces) values.set(piece, 1 / Math.sqrt(Math.max(pieces.size, ENOUGH.pieces)));
  return values;
}

const ownClauses = (reading: Reading): Clause[] => reading.clauses.filter(({ from }) => from === 'patient');

export function createGravity({ features }: GravityWeights): Gravity {
  const points = new Map(Object.entries(features));
  return (reading) => {
    const speaking: [string, number][] = [];
    let log_odds = 0;
    for (const [feature, value] of gravityFeatures(reading)) {
      const part = (points.get(feature) ?? 0) * value;
      log_odds += part;
      if (part > 0 && feature !== '^') speaking.push([feature, part]);
    }
    return { log_odds, spans: spansOf(speaking, reading) };
  };
}

function spansOf(speaking: [string, number][], reading: Reading): Span[] {
  const most = speaking.sort((a, b) => b[1] - a[1]).slice(0, MOST_SPANS);
  const spans = most.flatMap(([feature]) => placesOf(feature, reading));
  return spans.sort((a, b) => a.turn - b.turn || a.start - b.start);
}

function placesOf(feature: string, reading: Reading): Span[] {
  const [assertion, concept] = feature.split(':');
  const isNamed = (mention: Mention) => mention.assertion === assertion && mention.concept === concept;
  if (concept !== undefined) return reading.mentions.filter(isNamed).map(spanOf);
  return ownClauses(reading)
    .filter(({ text }) => text.includes(feature))
    .map((clause) => spanInside(clause, feature));
}

const spanOf = ({ start, end, turn }: Span): Span => ({ start, end, turn });

/** Normalising seldom changes a clause's length; where it did, the whole clause is shown. */
function spanInside(clause: Clause, piece: string): Span {
  if (clause.text.length !== clause.end - clause.start) return spanOf(clause);
  const start = clause.start + clause.text.indexOf(piece);
  return { start, end: start + piece.length, turn: clause.turn };
}

// ------------------------------------------------------------------ fitting

const ROUNDS = 15;
const STEP = 0.5;
/** How strongly weights are drawn to nothing. */
const PULL = 1e-4;
/** Smaller weights change nothing worth the space. */
const SMALLEST = 0.2;

/** Logistic regression; each weight's step shrinks as it has moved (AdaGrad). Some seconds for thousands of texts; the same texts give the same weights. */
export function fitGravity(texts: readonly GravityText[]): GravityWeights {
  const read = texts.map(({ reading }) => gravityFeatures(reading));
  const names = [...new Set(read.flatMap((features) => [...features.keys()]))].sort();
  const index = new Map(names.map((name, at) => [name, at]));
  const examples = read.map((features, at) => ({
    features: Int32Array.from(features.keys(), (name) => index.get(name) as number),
    values: Float64Array.from(features.values()),
    wanted: Number((texts[at] as GravityText).is_emergency),
  }));
  return { kind: 'gravity-1', texts: texts.length, features: stored(descend(examples, names.length), names) };
}

interface Example {
  features: Int32Array;
  values: Float64Array;
  wanted: number;
}

function descend(examples: readonly Example[], size: number): Float64Array {
  const weights = new Float64Array(size);
  const moved = new Float64Array(size).fill(1e-2);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const at of orderOf(examples.length, round)) move(examples[at] as Example, weights, moved);
  }
  return weights;
}

function move(example: Example, weights: Float64Array, moved: Float64Array): void {
  const error = shareOf(example, weights) - example.wanted;
  example.features.forEach((at, n) => {
    const weight = weights[at] as number;
    const slope = error * (example.values[n] as number) + PULL * weight;
    const far = (moved[at] as number) + slope * slope;
    moved[at] = far;
    weights[at] = weight - (STEP * slope) / Math.sqrt(far);
  });
}

function shareOf({ features, values }: Example, weights: Float64Array): number {
  const log_odds = features.reduce((sum, at, n) => sum + (weights[at] as number) * (values[n] as number), 0);
  return 1 / (1 + Math.exp(-log_odds));
}

function stored(weights: Float64Array, names: readonly string[]): Record<string, number> {
  const all = names.map((name, at) => [name, Number((weights[at] as number).toFixed(2))] as const);
  return Object.fromEntries(all.filter(([, weight]) => Math.abs(weight) >= SMALLEST));
}
