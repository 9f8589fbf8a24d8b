import { describe, expect, test } from 'vitest';
import type { Department } from '@menzhen/triage';
import { type DepartmentRow, proposedDepartments, reach } from './rules-departments.ts';

const row = (id: string, change: Partial<DepartmentRow> = {}): DepartmentRow =>
  ({ id, state: 'active', sex_gate: null, age_from_years: null, age_to_years: null, ...change }) as DepartmentRow;
const rows = new Map(
  [
    row('inner'),
    row('women', { sex_gate: 'female' }),
    row('children', { age_to_years: 13 }),
    row('closed', { state: 'disabled' }),
  ].map((one) => [one.id, one]),
);
const codes: Department[] = [
  { code: 'gi', zh: '', en: '', fallback: ['internal'], prior: 0 },
  { code: 'internal', zh: '', en: '', fallback: ['gi'], prior: 0 },
  { code: 'obgyn', zh: '', en: '', fallback: ['internal'], prior: 0 },
  { code: 'peds', zh: '', en: '', fallback: ['internal'], prior: 0 },
  { code: 'eye', zh: '', en: '', fallback: [], prior: 0 },
];
const mapping = { internal: 'inner', obgyn: 'women', peds: 'children', eye: 'closed' };
const ground = { departments: codes, mapping, department: (id: string) => rows.get(id) };
const ranked = (...all: [string, number][]) => all.map(([department, score]) => ({ department, score, because: [] }));
const man = { sex: 'male', age_years: 30 };
const ids = (all: ReturnType<typeof proposedDepartments>) => all.map(({ row: { id } }) => id);

describe('the hospital’s own departments', () => {
  test('a code without one goes to the first fallback that has one, and a circle of fallbacks ends', () => {
    expect(reach('gi', ground, () => true)?.row.id).toBe('inner');
    expect(reach('gi', { ...ground, mapping: {} }, () => true)).toBeUndefined();
  });
  test('sex, age and closure count; each is shown once, with the score of its best code', () => {
    expect(ids(proposedDepartments(ranked(['obgyn', 5], ['peds', 4], ['gi', 3]), ground, man))).toEqual(['inner']);
    expect(
      ids(proposedDepartments(ranked(['obgyn', 5], ['gi', 4.5]), ground, { sex: 'female', age_years: 30 })),
    ).toEqual(['women', 'inner']);
    expect(ids(proposedDepartments(ranked(['peds', 5]), ground, { sex: 'male', age_years: 5 }))).toEqual(['children']);
    expect(proposedDepartments(ranked(['eye', 5]), ground, man)).toEqual([]);
  });
  test('scores are shares; what is next to nothing is left out', () => {
    const both = proposedDepartments(ranked(['obgyn', 5], ['gi', 5]), ground, { sex: 'female', age_years: 30 });
    expect(both.map(({ score }) => score)).toEqual([0.5, 0.5]);
    expect(
      ids(proposedDepartments(ranked(['obgyn', 12], ['gi', 1]), ground, { sex: 'female', age_years: 30 })),
    ).toEqual(['women']);
  });
});
