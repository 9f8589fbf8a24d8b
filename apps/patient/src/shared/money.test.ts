import { expect, test } from 'vitest';
import { yuan } from './money.ts';

test('fen are shown as yuan', () => {
  expect([0, 5, 100, 1250, -300, 100_000_000].map(yuan)).toEqual(['¥0', '¥0.05', '¥1', '¥12.50', '−¥3', '¥1000000']);
});
