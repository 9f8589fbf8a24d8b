// Who is seen where: sexes and ages close departments, and what a closed one would have got goes to the next that fits.

import type { Department, Person, Ranked } from './types.ts';

export interface Gate {
  person: Person;
  child_under_months: number;
}

/** How much of an adult department's score a child's paediatrician gets. */
const CHILD_SHARE = 0.9;
/** A child is the paediatrician's first of all. */
const CHILD_POINTS = 4;

/** Whether this department does not see this person, or is not open. */
export function closedTo(department: Department, person: Person, hospital: { open?: ReadonlySet<string> }): boolean {
  if (hospital.open && !hospital.open.has(department.code)) return true;
  if (department.sex && person.sex && department.sex !== person.sex) return true;
  return outside(department.age_months, person.age_months);
}

function outside(range: Department['age_months'], age: number | undefined): boolean {
  if (!range || age === undefined) return false;
  return age < (range.min ?? 0) || age > (range.max ?? Number.POSITIVE_INFINITY);
}

/** Moves reasons of closed departments to their fallbacks, and a child's to paediatrics. Changes `sums`. */
export function handOver(
  departments: readonly Department[],
  sums: Map<string, Ranked>,
  closed: (department: Department) => boolean,
  gate: Gate,
): void {
  if (isChild(gate)) childrenFirst(departments, sums);
  const shut = new Set(departments.filter(closed).map((each) => each.code));
  for (const department of departments) {
    if (!shut.has(department.code)) continue;
    const from = sums.get(department.code);
    const to = department.fallback.map((code) => sums.get(code)).find((each) => each && !shut.has(each.department));
    if (from && to && from.because.length > 0) pour(from, to, 1);
    sums.delete(department.code);
  }
}

/** By age where it is known, else by being called a child. */
export function isChild({ person, child_under_months }: Gate): boolean {
  if (child_under_months === 0) return false;
  if (person.age_months !== undefined) return person.age_months < child_under_months;
  return false;
}

/** Paediatrics gets what the strongest department of grown-ups has, which stays second. */
function childrenFirst(departments: readonly Department[], sums: Map<string, Ranked>): void {
  const peds = sums.get('peds');
  if (!peds) return;
  const adults = departments.filter((each) => each.adults_first).flatMap((each) => sums.get(each.code) ?? []);
  peds.score += CHILD_POINTS;
  const most = adults.reduce<Ranked | undefined>((best, each) => (total(each) > total(best) ? each : best), undefined);
  if (most) pour(most, peds, CHILD_SHARE);
}

const total = (ranked: Ranked | undefined): number =>
  (ranked?.because ?? []).reduce((sum, { weight }) => sum + weight, 0);

function pour(from: Ranked, to: Ranked, share: number): void {
  for (const because of from.because) {
    const weight = because.weight * share;
    const same = to.because.find((each) => each.concept === because.concept);
    if (same) same.weight = Math.max(same.weight, weight);
    else to.because.push({ ...because, weight });
  }
}
