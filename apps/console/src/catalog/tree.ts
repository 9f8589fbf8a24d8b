/** Departments in their two levels, in the order of a list: each first-level department, then those below it. */
export interface Leveled {
  id: string;
  parent_id: string | null;
}

export function inTreeOrder<D extends Leveled>(departments: readonly D[]): { department: D; level: 1 | 2 }[] {
  const known = new Set(departments.map((one) => one.id));
  const tops = departments.filter((one) => one.parent_id === null || !known.has(one.parent_id));
  return tops.flatMap((top) => [
    { department: top, level: 1 as const },
    ...departments.filter((one) => one.parent_id === top.id).map((department) => ({ department, level: 2 as const })),
  ]);
}
