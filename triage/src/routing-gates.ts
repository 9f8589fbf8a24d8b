// Who is seen where: sexes and ages close departments, and what a closed one would have got goes to the next that fits.

import type { Department, Person, Ranked } from './types.ts';

interface Gate {
  person: Person;
  child_under_months: number;
  /** The patient is called a child (宝宝), and no age is told. */
  called_child?: boolean;
}

/** What a child's paediatrician gets: points, and a share of the strongest department of grown-ups. */
const CHILD = { points: 4, share: 0.9 };
/** Words that call one a child bring points of their own, and are less sure than an age. */
const CALLED_CHILD = { points: 0, share: 0.45 };

/** Whether this department does not see this person, or is not open. */
export function closedTo(department: Department, person: Person, hospital: { open?: ReadonlySet<string> }): boolean {
  if (hospital.open && !hospital.open.has(department.code)) return true;
  if (closedBySex(department, person)) return true;
  return outside(department.age_months, person.age_months);
}

const closedBySex = (department: Department, person: Person): boolean =>
  department.sex !== undefined && person.sex !== undefined && department.sex !== person.sex;

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
  if (isChild(gate)) childrenFirst(departments, sums, gate.person.age_months === undefined ? CALLED_CHILD : CHILD);
  const shut = new Set(departments.filter(closed).map((each) => each.code));
  for (const department of departments) {
    if (!shut.has(department.code)) continue;
    const from = sums.get(department.code);
    const other = closedBySex(department, gate.person) ? department.other_sex : undefined;
    const to = [...(other ? [other] : []), ...department.fallback]
      .map((code) => sums.get(code))
      .find((each) => each && !shut.has(each.department));
    if (from && to && from.because.length > 0) pour(from, to, 1);
    sums.delete(department.code);
  }
}

/** By age where it is known, else by being called a child. */
function isChild({ person, child_under_months, called_child }: Gate): boolean {
  if (child_under_months === 0) return false;
  if (person.age_months !== undefined) return person.age_months < child_under_months;
  return called_child === true;
}

/** Whether words tell the age that no number tells: somebody called 宝宝 is one, unless the talk is of carrying it. */
export function calledBy(department: Department | undefined, said: ReadonlySet<string>): boolean {
  if (!department?.called_by?.some((concept) => said.has(concept))) return false;
  return !department.not_called_by?.some((concept) => said.has(concept));
}

/** Paediatrics gets what the strongest department of grown-ups has, which stays second. */
function childrenFirst(departments: readonly Department[], sums: Map<string, Ranked>, child: typeof CHILD): void {
  const peds = sums.get('peds');
  if (!peds) return;
  const adults = departments.filter((each) => each.adults_first).flatMap((each) => sums.get(each.code) ?? []);
  peds.score += child.points;
  const most = adults.reduce<Ranked | undefined>((best, each) => (total(each) > total(best) ? each : best), undefined);
  if (most) pour(most, peds, child.share);
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
