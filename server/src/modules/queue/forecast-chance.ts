/**
 * Chance for forecasts: seeded, so that the same line at the same moment gets the same range on every machine. Durations
 * are gamma distributed, which is how long visits really last: never negative, with a long right side.
 */

/** Mean and variance of a duration, in minutes. */
export interface Spread {
  mean_minutes: number;
  variance: number;
}

/** Abramowitz and Stegun 26.2.17: the share of a standard normal below z; wrong by less than 1e-7. */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = Math.exp((-z * z) / 2) * 0.3989422804014327 * tail;
  return z > 0 ? 1 - upper : upper;
}

/** The z below which `share` of a standard normal lies: by bisection, since only the table below asks. */
function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const BINS = 4096;
const quantiles = Float64Array.from({ length: BINS }, (_, n) => normalQuantile((n + 0.5) / BINS));
/** The standard normal quantile of a share in [0, 1). */
const quantileOf = (share: number): number => quantiles[Math.min(BINS - 1, Math.floor(share * BINS))]!;

/** A stream of numbers from a seed (the finaliser of MurmurHash3 over a counter). */
export class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  }
  normal(): number {
    return quantileOf(this.next());
  }
  /** A standard normal that is known to be above `z`. */
  normalAbove(z: number): number {
    const below = normalShare(z);
    return Math.max(z, quantileOf(below + (1 - below) * this.next()));
  }
}

/** A gamma variable of this mean and variance at the standard normal `z` (Wilson and Hilferty: its cube root is nearly normal). */
function gammaAt({ mean_minutes, variance }: Spread, z: number): number {
  if (variance <= 0 || mean_minutes <= 0) return Math.max(0, mean_minutes);
  const ninth = variance / (9 * mean_minutes ** 2);
  return mean_minutes * Math.max(0, 1 - ninth + z * Math.sqrt(ninth)) ** 3;
}

export const drawMinutes = (spread: Spread, chance: Chance): number => gammaAt(spread, chance.normal());

/** How much longer, when it has lasted `minutes_in` already. */
export function drawRest(spread: Spread, minutes_in: number, chance: Chance): number {
  const { mean_minutes, variance } = spread;
  if (minutes_in <= 0) return drawMinutes(spread, chance);
  if (variance <= 0 || mean_minutes <= 0) return Math.max(0, mean_minutes - minutes_in);
  const ninth = variance / (9 * mean_minutes ** 2);
  const z = (Math.cbrt(minutes_in / mean_minutes) - 1 + ninth) / Math.sqrt(ninth);
  return Math.max(0, gammaAt(spread, chance.normalAbove(z)) - minutes_in);
}

/** The share of such durations that are longer than `minutes`. */
export function shareBeyond({ mean_minutes, variance }: Spread, minutes: number): number {
  if (minutes <= 0) return 1;
  if (variance <= 0 || mean_minutes <= 0) return Number(minutes < mean_minutes);
  const ninth = variance / (9 * mean_minutes ** 2);
  return 1 - normalShare((Math.cbrt(minutes / mean_minutes) - 1 + ninth) / Math.sqrt(ninth));
}

/** A moment around `mean_minutes` that is known to be after `earliest`. */
export function drawMomentAfter({ mean_minutes, variance }: Spread, earliest: number, chance: Chance): number {
  const sd = Math.sqrt(Math.max(variance, 1e-6));
  // so far overdue that the tail says nothing any more: any minute now
  if (earliest > mean_minutes + 4 * sd) return earliest + chance.next() * Math.max(1, sd / 2);
  return mean_minutes + sd * chance.normalAbove((earliest - mean_minutes) / sd);
}

/** How a moment is spread over equal steps, from observed counts: for what no bell describes, as when people come. */
export class Steps {
  readonly #first: number;
  readonly #step: number;
  /** The share at or before the end of each step. */
  readonly #upTo: Float64Array;

  constructor(first_minutes: number, step_minutes: number, counts: readonly number[]) {
    this.#first = first_minutes;
    this.#step = step_minutes;
    const sum = counts.reduce((all, n) => all + n, 0);
    let so_far = 0;
    this.#upTo = Float64Array.from(counts, (n) => {
      so_far += n;
      return so_far / sum;
    });
  }
  /** The share that lies before `minutes`. */
  before(minutes: number): number {
    const at = (minutes - this.#first) / this.#step;
    const n = Math.floor(at);
    if (n < 0) return 0;
    if (n >= this.#upTo.length) return 1;
    const low = this.#upTo[n - 1] ?? 0;
    return low + (this.#upTo[n]! - low) * (at - n);
  }
  /** One that is known to lie after `minutes`; `minutes` itself when none ever did. */
  drawAfter(minutes: number, chance: Chance): number {
    const from = this.before(minutes);
    const share = from + (1 - from) * chance.next();
    if (share >= 1) return minutes;
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! <= share) low = middle + 1;
      else high = middle;
    }
    const start = this.#upTo[low - 1] ?? 0;
    const within = (share - start) / (this.#upTo[low]! - start);
    return Math.max(minutes, this.#first + (low + within) * this.#step);
  }
}
