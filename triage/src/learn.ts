// What a hospital's own visits teach about departments: a linear model over concepts and pieces of words, fitted on top of the hand-written
// points, so that it says only what they got wrong here, and little where few visits speak. It never touches red flags. Pure: no clock, no chance.
import { orderOf, piecesOf } from './pieces.ts';
import type { Profile, Reading } from './types.ts';

/** Points to add to each department's score (`RoutingOptions.learned`), on the scale of routing/*.yaml. */
export interface Learned {
  score(reading: Reading): Record<string, number>;
}

/** As stored. A feature is `#concept`, `-concept` (denied), a piece of two or three characters, a Latin word, or `^` (every text). */
export interface LearnedWeights {
  kind: 'linear-1';
  /** How many visits it was fitted on. */
  visits: number;
  /** feature -> department code -> points */
  features: Record<string, Record<string, number>>;
}

/** A visit to learn from: what was read, what the shipped engine scores, and the departments that were right. */
export interface LearnedVisit {
  reading: Reading;
  profile?: Profile;
  /** department code -> score without learning; departments closed to this person are left out. */
  shipped: Record<string, number>;
  accept: readonly string[];
  /** Whose visit it was, as any opaque name; each visit is another person's when left out. */
  person?: string;
}

export interface FitOptions {
  /** A feature that fewer people brought is not learned: it would be about them, not about complaints. */
  least_people?: number;
  rounds?: number;
  /** How strongly weights are drawn to nothing. */
  pull?: number;
}

const LEAST_PEOPLE = 5;
const ROUNDS = 6;
const PULL = 2e-5;
const STEP = 0.25;
/** As in routing.ts: so many points are one unit of log-odds. */
const POINTS = 1.6;
/** Weights smaller than this change no order worth speaking of. */
const SMALLEST = 0.02;
/** Concepts are few and say much; pieces are many and say little. */
const CONCEPTS_WEIGH = 1.5;

/** feature -> value. Concepts and pieces are scaled so that a long text does not count for more than a short one. */
export function featuresOf(reading: Reading): Map<string, number> {
  const concepts = new Set(
    reading.mentions.map(({ concept, assertion }) => `${assertion === 'absent' ? '-' : '#'}${concept}`),
  );
  const text = reading.clauses.filter(({ from }) => from === 'patient').map((clause) => clause.text);
  const pieces = piecesOf(text);
  const values = new Map<string, number>([['^', 1]]);
  for (const concept of concepts) values.set(concept, CONCEPTS_WEIGH / Math.sqrt(concepts.size));
  for (const piece of pieces) values.set(piece, 1 / Math.sqrt(pieces.size));
  return values;
}

/** Weights as stored become what the engine asks. Departments unknown to the hospital's list do no harm. */
export function createLearned(weights: LearnedWeights): Learned {
  const rows = new Map(Object.entries(weights.features));
  return {
    score(reading) {
      const points: Record<string, number> = {};
      for (const [feature, value] of featuresOf(reading)) {
        for (const [code, weight] of Object.entries(rows.get(feature) ?? {})) {
          points[code] = (points[code] ?? 0) + weight * value;
        }
      }
      return points;
    },
  };
}

// ------------------------------------------------------------------ fitting

interface Example {
  features: Int32Array;
  values: Float32Array;
  /** By department; minus infinity where it is closed. */
  shipped: Float64Array;
  accept: Int32Array;
}

/** Some seconds for ten thousand visits. The same visits give the same weights. */
export function fit(visits: readonly LearnedVisit[], options: FitOptions = {}): LearnedWeights {
  const codes = [...new Set(visits.flatMap((visit) => Object.keys(visit.shipped)))].sort();
  const read = visits.map((visit) => featuresOf(visit.reading));
  const people = visits.map(({ person }, at) => person ?? at);
  const names = commonFeatures(read, people, options.least_people ?? LEAST_PEOPLE);
  const index = new Map(names.map((name, at) => [name, at]));
  const examples = visits
    .map((visit, at) => exampleOf(visit, read[at] as Map<string, number>, { codes, index }))
    .filter((example) => example.accept.length > 0);
  const weights = descend(examples, { features: names.length, codes: codes.length, ...options });
  return { kind: 'linear-1', visits: examples.length, features: stored(weights, names, codes) };
}

function commonFeatures(
  read: readonly Map<string, number>[],
  people: readonly (string | number)[],
  least: number,
): string[] {
  const brought = new Map<string, Set<string | number>>();
  read.forEach((features, at) => {
    for (const name of features.keys()) {
      const by = brought.get(name) ?? new Set();
      // Enough is enough: the sets stay small.
      if (by.size < least) brought.set(name, by.add(people[at] as string | number));
    }
  });
  return [...brought].flatMap(([name, by]) => (by.size >= least ? [name] : [])).sort();
}

function exampleOf(
  visit: LearnedVisit,
  read: Map<string, number>,
  known: { codes: readonly string[]; index: ReadonlyMap<string, number> },
): Example {
  const found = [...read].flatMap(([name, value]) => {
    const at = known.index.get(name);
    return at === undefined ? [] : [[at, value] as const];
  });
  const open = (code: string) => visit.shipped[code] !== undefined;
  return {
    features: Int32Array.from(found, ([at]) => at),
    values: Float32Array.from(found, ([, value]) => value),
    shipped: Float64Array.from(known.codes, (code) => (visit.shipped[code] ?? Number.NEGATIVE_INFINITY) / POINTS),
    accept: Int32Array.from(visit.accept.filter(open).map((code) => known.codes.indexOf(code))),
  };
}

/** Multinomial logistic regression with the shipped scores as offset; each weight's step shrinks as it has moved (AdaGrad). */
function descend(
  examples: readonly Example[],
  size: { features: number; codes: number; rounds?: number; pull?: number },
): Float32Array {
  const weights = new Float32Array(size.features * size.codes);
  const moved = new Float32Array(weights.length).fill(1e-2);
  const pull = size.pull ?? PULL;
  for (let round = 0; round < (size.rounds ?? ROUNDS); round += 1) {
    for (const at of orderOf(examples.length, round)) {
      const example = examples[at] as Example;
      const errors = errorsOf(example, weights, size.codes);
      move(example, errors, { weights, moved, pull, codes: size.codes });
    }
  }
  return weights;
}

/** Share given minus share wanted, by department. What is wanted is shared among the accepted as the model now shares it. */
function errorsOf(example: Example, weights: Float32Array, codes: number): Float64Array {
  const shares = Float64Array.from(example.shipped);
  for (let n = 0; n < example.features.length; n += 1) {
    const row = (example.features[n] as number) * codes;
    const value = example.values[n] as number;
    for (let c = 0; c < codes; c += 1) shares[c] = (shares[c] as number) + value * (weights[row + c] as number);
  }
  const top = Math.max(...shares);
  let sum = 0;
  for (let c = 0; c < codes; c += 1) sum += shares[c] = Math.exp((shares[c] as number) - top);
  for (let c = 0; c < codes; c += 1) shares[c] = (shares[c] as number) / sum;
  let wanted = 0;
  for (const c of example.accept) wanted += shares[c] as number;
  for (const c of example.accept) {
    const share = shares[c] as number;
    shares[c] = share - (wanted > 0 ? share / wanted : 1 / example.accept.length);
  }
  return shares;
}

const WORTH_MOVING = 2e-3;

function move(
  example: Example,
  errors: Float64Array,
  state: { weights: Float32Array; moved: Float32Array; pull: number; codes: number },
): void {
  const { weights, moved, pull, codes } = state;
  for (let c = 0; c < codes; c += 1) {
    const error = errors[c] as number;
    if (Math.abs(error) < WORTH_MOVING) continue;
    for (let n = 0; n < example.features.length; n += 1) {
      const at = (example.features[n] as number) * codes + c;
      const slope = error * (example.values[n] as number) + pull * (weights[at] as number);
      moved[at] = (moved[at] as number) + slope * slope;
      weights[at] = (weights[at] as number) - (STEP * slope) / Math.sqrt(moved[at] as number);
    }
  }
}

function stored(weights: Float32Array, names: readonly string[], codes: readonly string[]): LearnedWeights['features'] {
  const features: LearnedWeights['features'] = {};
  names.forEach((name, row) => {
    const points = codes.flatMap((code, c) => {
      const value = POINTS * (weights[row * codes.length + c] as number);
      return Math.abs(value) < SMALLEST ? [] : [[code, Number(value.toFixed(3))] as const];
    });
    if (points.length > 0) features[name] = Object.fromEntries(points);
  });
  return features;
}
