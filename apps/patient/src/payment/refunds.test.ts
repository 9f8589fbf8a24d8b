import { expect, test } from 'vitest';
import { refundStep } from './refunds.ts';

test.each([
  ['awaiting_approval', 4, 1],
  ['requested', 4, 2],
  ['requested', 3, 1],
  ['processing', 3, 1],
  ['failed', 3, 1],
  ['abnormal', 3, 1],
  ['succeeded', 3, 3],
] as const)('a refund that is %s with %i steps is at step %i', (state, count, step) =>
  expect(refundStep({ state }, count)).toBe(step),
);
