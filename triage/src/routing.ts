// Which department: every concept read adds its hand-written weights (routing/*.yaml), less where it was denied, is over, or is somebody
// else's, more where it stands in the first sentence or in what is asked. Ages and sexes close departments. Pure.

import { calledBy, closedTo, handOver } from './routing-gates.ts';
import { contributions, type Contribution } from './routing-weights.ts';
import type { Because, Department, Person, Profile, Ranked, Reading, Routing, TriageData } from './types.ts';

/** What a hospital may set. */
export interface RoutingOptions {
  /** Codes the hospital has open; all when left out. What is not open goes to its first open fallback. */
  open?: ReadonlySet<string>;
  /** Younger than this (months) is a child: paediatrics comes first. 168 is fourteen years; 0 turns it off. */
  child_under_months?: number;
  /** Added to a department's score, by what the hospital learned of its own visits. */
  learned?: Record<string, number>;
}

type Router = (reading: Reading, profile?: Profile, options?: RoutingOptions) => Routing;

/** Under this nothing is proposed alone: three are shown, or a question asked. */
const CONFIDENCE_LINE = 0.86;
/** A first department with less than this is a guess, however far the second is behind: one clear complaint has some six points. */
const ENOUGH = 6;
/** Each further reason for a department adds less than the one before: ten small hints are no proof. */
const MORE_ADDS_LESS = 0.65;
const CHILD_UNDER_MONTHS = 168;

/** Looks up once what the data says, then answers in well under a millisecond. */
export function createRouter(data: TriageData): Router {
  const broader = new Map(data.concepts.map((concept) => [concept.id, concept.is ?? []]));
  const kinds = new Map(data.concepts.map((concept) => [concept.id, concept.kind]));
  const peds = data.departments.find((each) => each.code === 'peds');
  return (reading, profile = {}, options = {}) => {
    const said = new Set(
      reading.mentions.filter(({ assertion }) => assertion !== 'absent').map((each) => each.concept),
    );
    const calledChild = calledBy(peds, said);
    const person = patientOf(reading.person, profile, calledChild ? peds?.age_months?.max : undefined);
    const sums = new Map<string, Ranked>();
    for (const department of data.departments) {
      const learned = options.learned?.[department.code] ?? 0;
      sums.set(department.code, { department: department.code, score: department.prior + learned, because: [] });
    }
    for (const found of contributions(reading, { weights: data.weights, broader, kinds })) add(sums, found);
    const childUnder = options.child_under_months ?? CHILD_UNDER_MONTHS;
    handOver(data.departments, sums, (each) => closedTo(each, person, { open: options.open }), {
      person,
      child_under_months: childUnder,
      called_child: calledChild,
    });
    return answer([...sums.values()], data.departments);
  };
}

/** `oldestChild`: a patient called a child is no older; a greater age is that of the mother who writes. */
function patientOf(person: Person, profile: Profile, oldestChild?: number): Person {
  const known: Person = { ...person };
  if (oldestChild !== undefined && person.who === 'child' && (person.age_months ?? 0) > oldestChild)
    delete known.age_months;
  // "和老公同房": the husband named need not be the patient.
  if (person.who === 'partner') delete known.sex;
  if (profile.age_months !== undefined) known.age_months = profile.age_months;
  if (profile.sex) known.sex = profile.sex;
  return known;
}

function add(sums: Map<string, Ranked>, found: Contribution): void {
  for (const [code, weight] of Object.entries(found.weights)) {
    if (weight === 0) continue;
    const because: Because = { ...found.span, concept: found.concept, words: found.words, weight };
    sums.get(code)?.because.push(because);
  }
}

/** Strongest reason first, each at what it adds; `score` has the sum. */
function sumUp(ranked: Ranked): void {
  ranked.because.sort((a, b) => b.weight - a.weight);
  ranked.because = ranked.because.map((each, index) => ({ ...each, weight: each.weight * MORE_ADDS_LESS ** index }));
  for (const { weight } of ranked.because) ranked.score += weight;
}

function answer(ranked: Ranked[], departments: readonly Department[]): Routing {
  const order = new Map(departments.map((each, index) => [each.code, index]));
  for (const each of ranked) sumUp(each);
  ranked.sort((a, b) => b.score - a.score || (order.get(a.department) ?? 0) - (order.get(b.department) ?? 0));
  const confidence = confidenceOf(ranked);
  return { ranked, confidence, abstain: confidence < CONFIDENCE_LINE };
}

/** How far the first is ahead of the second, seen against how much was said: about the share of texts where it is right. */
function confidenceOf([first, second]: readonly Ranked[]): number {
  if (!first || first.because.length === 0) return 0;
  const ahead = (first.score - (second?.score ?? 0)) / Math.sqrt(Math.max(0, first.score) + 1);
  return 1 - 0.5 * Math.exp((-ahead * Math.min(1, Math.max(0, first.score) / ENOUGH)) / 1.05);
}
