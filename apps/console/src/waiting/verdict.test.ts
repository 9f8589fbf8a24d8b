import type { WaitFigures } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { betterBy, verdictOf } from './verdict.ts';

const nominal = { within_p50: 0.5, within_p90: 0.9, inside: 0.4 };
const figures = (within_p50: number, within_p90: number, n = 500): WaitFigures => ({
  ...{ n, not_judged: 0, mae_minutes: 8, rival_mae_minutes: 12, mae_ratio: 0.67, bias_minutes: 0 },
  ...{ within_p50, within_p90, inside: within_p90 - within_p50 },
});
const verdict = (...of: Parameters<typeof figures>) => verdictOf(figures(...of), nominal);

test('a share is named only when it is more than five points off, and of enough ranges', () => {
  expect(verdict(0.5, 0.9)).toBe('fits');
  expect(verdict(0.46, 0.94)).toBe('fits');
  expect(verdict(0.4, 0.8)).toBe('short');
  expect(verdict(0.6, 0.97)).toBe('long');
  expect(verdict(0.4, 0.97)).toBe('wide');
  expect(verdict(0.6, 0.8)).toBe('narrow');
  expect(verdict(0.1, 0.2, 20)).toBe('few');
});

test('beside the plain rule, in percent', () => {
  expect(betterBy({ mae_ratio: 0.67 })).toBe(33);
  expect(betterBy({ mae_ratio: 1.1 })).toBe(-10);
  expect(betterBy({ mae_ratio: null })).toBeNull();
});
