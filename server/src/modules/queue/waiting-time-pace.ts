/**
 * What past days say of a doctor: how long a visit of a kind lasts and how the room works. Where a doctor is known by few
 * visits the department's are leaned on, and where these are few the hospital's. Pure.
 */
import type { RoomPace } from './forecast.ts';
import { type Spread, Steps } from './forecast-chance.ts';
import {
  ARRIVAL_STEP_MINUTES,
  ARRIVAL_STEPS,
  EARLIEST_ARRIVAL_MINUTES,
  type Measure,
  type MeasureKind,
} from './waiting-time-measures.ts';

/** Days of the past that count. */
export const HISTORY_DAYS = 30;
/** A larger group's experience weighs as much as this many cases of one's own. */
const PRIOR_CASES = 10;
/** A gamma of this coefficient of variation is assumed of a mean known from a single case. */
const ASSUMED_CV = 0.7;

/** How many cases, and their mean and variance in minutes. */
export interface Cases extends Spread {
  n: number;
}
const NONE: Cases = { n: 0, mean_minutes: 0, variance: 0 };

export interface Whose {
  department_id: string;
  doctor_id: string;
}
export interface VisitKind {
  visit_type_id: string;
  round: number;
}

/** A small group's cases, drawn towards the larger group's. */
function drawnTowards(own: Cases, prior: Cases): Cases {
  if (prior.n === 0) return own;
  if (own.n === 0) return { ...prior, n: Math.min(prior.n, PRIOR_CASES) };
  const weight = own.n / (own.n + PRIOR_CASES);
  const mix = (a: number, b: number) => weight * a + (1 - weight) * b;
  const mean_minutes = mix(own.mean_minutes, prior.mean_minutes);
  // of a single case no variance is known
  const variance = own.n < 2 ? prior.variance : mix(own.variance, prior.variance);
  return { n: own.n + PRIOR_CASES, mean_minutes, variance };
}

const scaled = (cases: Cases, by: number): Cases => ({
  n: cases.n,
  mean_minutes: cases.mean_minutes * by,
  variance: cases.variance * by ** 2,
});

class Tally {
  n = 0;
  #sum = 0;
  #squares = 0;
  add(measure: Measure): void {
    this.n += measure.n;
    this.#sum += measure.minutes_sum;
    this.#squares += measure.minutes_square_sum;
  }
  cases(): Cases {
    if (this.n === 0) return NONE;
    const mean_minutes = this.#sum / this.n;
    const around = Math.max(0, this.#squares / this.n - mean_minutes ** 2);
    return { n: this.n, mean_minutes, variance: this.n < 2 ? (ASSUMED_CV * mean_minutes) ** 2 : around };
  }
}

/** Stands in where nothing at all is known yet; minutes. */
const UNKNOWN: Record<'walk' | 'gap' | 'rest' | 'answer' | 'start' | 'absent' | 'results' | 'back', Spread> = {
  walk: { mean_minutes: 1, variance: 0.5 },
  gap: { mean_minutes: 0.5, variance: 0.5 },
  rest: { mean_minutes: 8, variance: 25 },
  answer: { mean_minutes: 0.5, variance: 0.25 },
  start: { mean_minutes: 2, variance: 25 },
  absent: { mean_minutes: 3, variance: 4 },
  results: { mean_minutes: 35, variance: 300 },
  back: { mean_minutes: 15, variance: 100 },
};
const UNKNOWN_SHARES = { absent: 0.03, rest: 0.03, back: 0.7, results: 0.05, missing: 0.1 };
/** A quarter of an hour early, give or take as much: as if so many arrivals had been seen. */
const unknownArrivals = Array.from({ length: ARRIVAL_STEPS }, (_, step) => {
  const minutes = EARLIEST_ARRIVAL_MINUTES + (step + 0.5) * ARRIVAL_STEP_MINUTES;
  return Math.exp(-(((minutes + 15) / 15) ** 2) / 2);
});
/** How many arrivals of the hospital stand in where a department has few. */
const PRIOR_ARRIVALS = 50;

let learned = 0;

/** The past of a hospital, asked by doctor. */
export class Experience {
  /** Tells what was learned at one time from what was learned at another. */
  readonly id = ++learned;
  readonly #tallies = new Map<string, Tally>();

  constructor(measures: readonly Measure[]) {
    for (const measure of measures) for (const key of keysOf(measure)) this.#tally(key).add(measure);
  }
  #tally(key: string): Tally {
    const known = this.#tallies.get(key) ?? new Tally();
    this.#tallies.set(key, known);
    return known;
  }
  #cases(key: string): Cases {
    return this.#tallies.get(key)?.cases() ?? NONE;
  }
  #count(
    what: MeasureKind,
    { department_id, doctor_id }: Whose,
  ): { doctor: number; department: number; hospital: number } {
    const n = (key: string) => this.#tallies.get(key)?.n ?? 0;
    return { doctor: n(`${what} ${doctor_id}`), department: n(`${what} ${department_id}`), hospital: n(what) };
  }

  /** Finished visits known of the doctor, the department and the hospital, for saying what a range rests on. */
  visitsOf(whose: Whose): { doctor: Cases; department: Cases; hospital: Cases } {
    const { doctor_id, department_id } = whose;
    return {
      doctor: this.#cases(`visit ${doctor_id}`),
      department: this.#cases(`visit ${department_id}`),
      hospital: this.#cases('visit'),
    };
  }

  #spread(what: MeasureKind, { department_id, doctor_id }: Whose): Cases {
    const department = drawnTowards(this.#cases(`${what} ${department_id}`), this.#cases(what));
    return drawnTowards(this.#cases(`${what} ${doctor_id}`), department);
  }

  /** How long a visit of this kind lasts with this doctor; undefined when no visit was ever finished. */
  visit(whose: Whose, { visit_type_id, round }: VisitKind): Cases | undefined {
    const doctor = this.#spread('visit', whose);
    if (doctor.n === 0) return undefined;
    const kind = `${visit_type_id} ${round}`;
    // a kind takes its share more or less than the rest; the department knows by how much
    const usual = drawnTowards(this.#cases(`visit ${whose.department_id}`), this.#cases('visit'));
    const ofKind = drawnTowards(
      drawnTowards(this.#cases(`visit ${whose.department_id} ${kind}`), this.#cases(`visit any ${kind}`)),
      usual,
    );
    return drawnTowards(
      this.#cases(`visit ${whose.doctor_id} ${kind}`),
      scaled(doctor, ofKind.mean_minutes / usual.mean_minutes),
    );
  }

  /** Services known of a point; the mean is the one that a forecast uses. */
  servicesAt(point: { id: string; mean_minutes: number }): Cases {
    return { ...this.service(point), n: this.#cases(`service ${point.id}`).n };
  }

  /** How long a service lasts: measured there, leaning on the guess entered with the point. */
  service({ id, mean_minutes }: { id: string; mean_minutes: number }): Cases {
    const guess = { n: PRIOR_CASES, mean_minutes, variance: (ASSUMED_CV * mean_minutes) ** 2 };
    return drawnTowards(this.#cases(`service ${id}`), guess);
  }

  room(whose: Whose): RoomPace {
    const of = (what: keyof typeof UNKNOWN): Spread => {
      const known = this.#spread(what, whose);
      return known.n === 0 ? UNKNOWN[what] : known;
    };
    return {
      ...{ walk: of('walk'), gap: of('gap'), answer: of('answer'), start: of('start'), absent: of('absent') },
      ...{ back: of('back'), results: of('results'), rest: of('rest') },
      rest_share: this.#share('rest', 'gap', whose),
      absent_share: this.#share('absent', 'walk', whose),
      back_share: this.#part('back', 'absent', whose),
      results_share: this.#part('results', 'visit', whose),
    };
  }

  /** When people come against their slot, and how many of the booked come. */
  coming(whose: Whose): { arrival: Steps; show_share: number } {
    const counts = (key: string) =>
      Array.from({ length: ARRIVAL_STEPS }, (_, step) => this.#tallies.get(`arrival ${key}${step}`)?.n ?? 0);
    const hospital = blended(counts('any '), unknownArrivals);
    const arrival = blended(counts(`${whose.department_id} `), hospital);
    return {
      arrival: new Steps(EARLIEST_ARRIVAL_MINUTES, ARRIVAL_STEP_MINUTES, arrival),
      show_share: 1 - this.#share('missing', 'arrival', whose),
    };
  }

  /** How many urgent ones come in a minute of a session that runs. */
  urgentPerMinute(whose: Whose): number {
    const minutes = (cases: Cases) => cases.n * cases.mean_minutes;
    const [many, open] = [this.#count('urgent', whose), (key: string) => minutes(this.#cases(key))];
    const { doctor_id, department_id } = whose;
    const hospital = many.hospital / Math.max(1, open('open'));
    // a few sessions' worth of the larger group, so that one bad morning is not taken for a rule
    const prior_minutes = 10 * 60;
    const department = (many.department + hospital * prior_minutes) / (open(`open ${department_id}`) + prior_minutes);
    return (many.doctor + department * prior_minutes) / (open(`open ${doctor_id}`) + prior_minutes);
  }

  /** How often `what` happens instead of `other`. */
  #share(what: 'absent' | 'missing' | 'rest', other: MeasureKind, whose: Whose): number {
    const [yes, no] = [this.#count(what, whose), this.#count(other, whose)];
    return this.#drawnShare(what, (level) => [yes[level], yes[level] + no[level]]);
  }
  /** How often `what` follows `of`. */
  #part(what: 'back' | 'results', of: MeasureKind, whose: Whose): number {
    const [yes, all] = [this.#count(what, whose), this.#count(of, whose)];
    return this.#drawnShare(what, (level) => [Math.min(yes[level], all[level]), all[level]]);
  }
  #drawnShare(
    what: keyof typeof UNKNOWN_SHARES,
    at: (level: 'doctor' | 'department' | 'hospital') => [yes: number, all: number],
  ): number {
    let share = UNKNOWN_SHARES[what];
    for (const level of ['hospital', 'department', 'doctor'] as const) {
      const [yes, all] = at(level);
      share = (yes + share * PRIOR_CASES) / (all + PRIOR_CASES);
    }
    return share;
  }
}

/** Own counts, with those of the larger group as PRIOR_ARRIVALS more. */
function blended(own: number[], prior: number[]): number[] {
  const sum = prior.reduce((all, n) => all + n, 0);
  return own.map((n, step) => n + (prior[step]! / sum) * PRIOR_ARRIVALS);
}

/** Under which keys a measure counts: the hospital's, the department's, the doctor's; visits and arrivals also by their parts. */
function keysOf({ what, department_id, doctor_id, visit_type_id, part }: Measure): string[] {
  const keys = [what, `${what} ${department_id}`, `${what} ${doctor_id}`];
  if (what === 'arrival') return [...keys, `arrival any ${part}`, `arrival ${department_id} ${part}`];
  if (what !== 'visit') return keys;
  const kind = `${visit_type_id} ${part}`;
  return [...keys, `visit any ${kind}`, `visit ${department_id} ${kind}`, `visit ${doctor_id} ${kind}`];
}
