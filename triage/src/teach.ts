// Learning with its proof: fit on the earlier visits, try on the later ones, and give weights only when those got better. Pure.
import { createLearned, fit, type LearnedVisit, type LearnedWeights } from './learn.ts';
import { createEngine } from './engine.ts';
import { createRouter } from './routing.ts';
import type { Profile, Reading, TriageData } from './types.ts';

/** A visit: the patient's first words, and the department (codes) that finally saw them. */
export interface Lesson {
  text: string;
  profile?: Profile;
  accept: readonly string[];
  /** Whose visit, as any opaque name: words that only a few people used are not learned. */
  person?: string;
}

export interface Hits {
  at_1: number;
  at_3: number;
}

export interface Taught {
  weights: LearnedWeights;
  fitted: number;
  held_back: number;
  /** Held-back visits whose department came first, or among the first three: as shipped, and with what was learned. */
  before: Hits;
  after: Hits;
  /** Why the weights should not be used. */
  refused?: 'too_few' | 'worse';
}

export interface TeachOptions {
  /** Of the newest visits, to try on. */
  held_back_share?: number;
  least_fitted?: number;
  least_held_back?: number;
}

const HELD_BACK_SHARE = 0.2;
/** With fewer, what is learned is chance. */
const LEAST_FITTED = 300;
const LEAST_HELD_BACK = 60;

/** `lessons` from the oldest to the newest. The weights are those that were tried, fitted on the earlier visits only. */
export function teach(lessons: readonly Lesson[], data: TriageData, options: TeachOptions = {}): Taught {
  const visits = visitsOf(lessons, data);
  const held = Math.ceil(visits.length * (options.held_back_share ?? HELD_BACK_SHARE));
  const [earlier, later] = [visits.slice(0, visits.length - held), visits.slice(visits.length - held)];
  const weights = fit(earlier);
  const learned = createLearned(weights);
  const route = createRouter(data);
  const ranked = (reading: Reading, profile?: Profile, points?: Record<string, number>) =>
    route(reading, profile, points ? { learned: points } : {}).ranked.map((each) => each.department);
  const before = hitsOf(later, ({ reading, profile }) => ranked(reading, profile));
  const after = hitsOf(later, ({ reading, profile }) => ranked(reading, profile, learned.score(reading)));
  const taught: Taught = { weights, fitted: earlier.length, held_back: later.length, before, after };
  const tooFew =
    earlier.length < (options.least_fitted ?? LEAST_FITTED) ||
    later.length < (options.least_held_back ?? LEAST_HELD_BACK);
  if (tooFew) return { ...taught, refused: 'too_few' };
  return after.at_1 < before.at_1 || after.at_3 < before.at_3 ? { ...taught, refused: 'worse' } : taught;
}

/** Visits whose department is closed to the patient by age or sex teach nothing and are left out. */
function visitsOf(lessons: readonly Lesson[], data: TriageData): LearnedVisit[] {
  const engine = createEngine(data);
  const route = createRouter(data);
  return lessons.flatMap(({ text, profile, accept, person }) => {
    const reading = engine.read(text, profile);
    const { ranked } = route(reading, profile);
    const shipped = Object.fromEntries(ranked.map((each) => [each.department, each.score]));
    if (!accept.some((code) => code in shipped)) return [];
    return [{ reading, shipped, accept, ...(profile ? { profile } : {}), ...(person ? { person } : {}) }];
  });
}

function hitsOf(visits: readonly LearnedVisit[], rank: (visit: LearnedVisit) => string[]): Hits {
  const hits: Hits = { at_1: 0, at_3: 0 };
  for (const visit of visits) {
    const codes = rank(visit);
    if (visit.accept.includes(codes[0] ?? '')) hits.at_1 += 1;
    if (codes.slice(0, 3).some((code) => visit.accept.includes(code))) hits.at_3 += 1;
  }
  return hits;
}
