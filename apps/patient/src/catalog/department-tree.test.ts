import type { DepartmentView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { departmentTree } from './department-tree.ts';

const department = (id: string, parent_id: string | null, state = 'active'): DepartmentView =>
  ({ id, parent_id, state }) as DepartmentView;

test('a head shows its departments, or itself when it has none', () => {
  const tree = departmentTree([
    department('internal', null),
    department('heart', 'internal'),
    department('old', 'internal', 'disabled'),
    department('dental', null),
  ]);
  expect(tree.map((group) => [group.head.id, group.members.map((member) => member.id)])).toEqual([
    ['internal', ['heart']],
    ['dental', ['dental']],
  ]);
});
