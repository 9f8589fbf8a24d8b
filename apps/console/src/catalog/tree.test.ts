import { expect, test } from 'vitest';
import { inTreeOrder } from './tree.ts';

test('each first-level department is followed by those below it, and nobody is lost', () => {
  const departments = [
    { id: 'heart', parent_id: 'inner' },
    { id: 'inner', parent_id: null },
    { id: 'orphan', parent_id: 'gone' },
    { id: 'lung', parent_id: 'inner' },
  ];
  expect(inTreeOrder(departments).map(({ department, level }) => `${department.id}${level}`)).toEqual([
    'inner1',
    'heart2',
    'lung2',
    'orphan1',
  ]);
});
