import { expect, test } from 'vitest';
import { sentenceOf, startOf } from './when-to-walk.ts';

const now = Temporal.Instant.from('2026-03-02T02:20:30Z');
const said = (p50: number | null, p90: number | null, walk_minutes: number, is_called = false) => {
  const figures = { now, p50, p90, walk_minutes, is_called };
  const start_at = startOf(figures);
  return [sentenceOf(figures, start_at, 'zh'), sentenceOf(figures, start_at, 'en')];
};

test.each([
  [
    said(18, 26, 4),
    '预计 18–26 分钟后轮到您，步行约 4 分钟：请在 10:32 动身。',
    'Your turn in about 18–26 min, the walk takes 4: start at 10:32.',
  ],
  [
    said(6, 9, 4),
    '预计 6–9 分钟后轮到您，步行约 4 分钟：请现在动身。',
    'Your turn in about 6–9 min, the walk takes 4: please start now.',
  ],
  [
    said(0, 0, 1),
    '预计 0 分钟后轮到您，步行约 1 分钟：请现在动身。',
    'Your turn in about 0 min, the walk takes 1: please start now.',
  ],
  [
    said(null, null, 3, true),
    '已叫到您，请现在过去，步行约 3 分钟。',
    'You have been called: please go now, the walk takes 3 min.',
  ],
  [
    said(null, null, 3),
    '步行约 3 分钟；现在还估不出要等多久。',
    'The walk takes 3 min; how long you will wait cannot be told yet.',
  ],
])('%s', (both, zh, en) => {
  expect(both).toEqual([zh, en]);
});
