/** From the engine's codes to the hospital's own departments. Pure. */
import type { Department, Ranked } from '@menzhen/triage';
import type { CatalogView } from '../catalog/index.ts';

/** Beside the engine's codes one of our own: where the emergency department is. */
export const EMERGENCY_CODE = 'emergency';
const emergencyDepartment: Department = { code: EMERGENCY_CODE, zh: '急诊科', en: 'Emergency', fallback: [], prior: 0 };
export const codesOf = (departments: readonly Department[]): Department[] => [...departments, emergencyDepartment];

export type DepartmentRow = NonNullable<ReturnType<CatalogView['department']>>;
export interface Patient {
  sex: string;
  age_years: number;
}
export interface MappingGround {
  departments: readonly Department[];
  /** Code -> department id. */
  mapping: Readonly<Record<string, string>>;
  department: (id: string) => DepartmentRow | undefined;
}

/** Whether a department sees this patient at all. */
export const takes = (row: DepartmentRow, { sex, age_years }: Patient): boolean =>
  row.state === 'active' &&
  (row.sex_gate === null || row.sex_gate === sex) &&
  (row.age_from_years === null || age_years >= row.age_from_years) &&
  (row.age_to_years === null || age_years <= row.age_to_years);

/** The hospital's department for a code, or that of the first fallback that has one open to the patient. */
export function reach(
  code: string,
  ground: MappingGround,
  fits: (row: DepartmentRow) => boolean,
): { code: string; row: DepartmentRow } | undefined {
  const seen = new Set<string>();
  const waiting = [code];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const row = ground.department(ground.mapping[next] ?? '');
    if (row && fits(row)) return { code: next, row };
    waiting.push(...(ground.departments.find((one) => one.code === next)?.fallback ?? []));
  }
  return undefined;
}

export interface Proposed {
  row: DepartmentRow;
  code: string;
  /** 0 to 1; of all departments together 1. */
  score: number;
  because: Ranked['because'];
}
/** One point of the engine's score more is some 1.9 times likelier; as its own confidence has it. */
const TEMPERATURE = 1.6;
const MOST_PROPOSED = 3;
/** Beside a sure first one, a second below this share is noise. */
const LEAST_SHARE = 0.05;

/** The departments to show, best first: each of the hospital's once, with the score of its best code. */
export function proposedDepartments(ranked: readonly Ranked[], ground: MappingGround, patient: Patient): Proposed[] {
  const best = new Map<string, Omit<Proposed, 'score'> & { points: number }>();
  for (const { department, score, because } of ranked) {
    const reached = reach(department, ground, (row) => takes(row, patient));
    if (reached && !best.has(reached.row.id))
      best.set(reached.row.id, { row: reached.row, code: department, points: score, because });
  }
  const all = [...best.values()].sort((a, b) => b.points - a.points);
  const top = all[0]?.points ?? 0;
  const weights = all.map(({ points }) => Math.exp((points - top) / TEMPERATURE));
  const sum = weights.reduce((total, one) => total + one, 0);
  return all
    .map(({ points: _points, ...one }, n) => ({ ...one, score: weights[n]! / sum }))
    .filter(({ score }, n) => n === 0 || score >= LEAST_SHARE)
    .slice(0, MOST_PROPOSED);
}
