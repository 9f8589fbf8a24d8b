import { expect, test } from 'vitest';
import { tellerOf } from './teller.ts';

test('of a child tells its parent, of a parent their child', () => {
  expect(['self', 'child', 'parent', 'spouse', 'other', null].map((one) => tellerOf(one as 'self'))).toEqual([
    'self',
    'parent',
    'child',
    'other',
    'other',
    'self',
  ]);
});
