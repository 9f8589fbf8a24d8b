import type { DepartmentView } from '@menzhen/contract';

export interface Group {
  head: DepartmentView;
  /** What can be booked: the departments below, or the head itself when there are none. */
  members: DepartmentView[];
}

/** The two levels of the catalogue, as two columns; disabled departments are left out. */
export function departmentTree(departments: readonly DepartmentView[]): Group[] {
  const active = departments.filter((department) => department.state === 'active');
  return active
    .filter((department) => department.parent_id === null)
    .map((head) => {
      const members = active.filter((department) => department.parent_id === head.id);
      return { head, members: members.length > 0 ? members : [head] };
    });
}
