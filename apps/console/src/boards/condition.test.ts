import type { BoardCard } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { ageOf, codeTyped, conditionOf, inOrder, wantsALook } from './condition.ts';

const NOW = Date.parse('2026-11-23T01:00:00Z');
const sign: NonNullable<BoardCard['sign']> = {
  page_version: 'a',
  screen_width_px: 1920,
  screen_height_px: 1080,
  sound: 'on',
  layout: 'hall',
  call_number: null,
  call_room_name: null,
  state_at: '2026-11-23T00:59:30Z',
};
const board: BoardCard = {
  id: '1',
  name: '一楼',
  layout: 'hall',
  department_ids: [],
  room_id: null,
  speaks: true,
  notice: '',
  state: 'active',
  is_paired: true,
  paired_at: null,
  version: 1,
  is_online: true,
  sign_age_seconds: 3,
  sign,
};

test.each([
  ['online', {}],
  ['silent', { sign: { ...sign, sound: 'needs_touch' } }],
  ['online', { speaks: false, sign: { ...sign, sound: 'off' } }],
  ['behind', { sign: { ...sign, state_at: '2026-11-23T00:50:00Z' } }],
  ['offline', { is_online: false, sign_age_seconds: 90 }],
  ['never', { is_online: false, sign: null }],
  ['unpaired', { is_paired: false, sign: null }],
  ['disabled', { state: 'disabled', is_paired: false }],
] as const)('%s', (condition, change) => {
  expect(conditionOf({ ...board, ...change } as BoardCard, NOW)).toBe(condition);
});

test('what wants a look stands first', () => {
  const boards = [board, { ...board, name: '二楼', is_online: false }, { ...board, name: '三楼', is_paired: false }];
  const seen = inOrder(boards, NOW);
  expect(seen.map((one) => one.board.name)).toEqual(['二楼', '三楼', '一楼']);
  expect(seen.filter((one) => wantsALook(one.condition))).toHaveLength(2);
});

test('an age is said in its largest unit', () => {
  expect([-5, 90, 600, 10_000, 400_000].map((age) => ageOf(age))).toEqual([
    { unit: 'seconds', n: 0 },
    { unit: 'seconds', n: 90 },
    { unit: 'minutes', n: 10 },
    { unit: 'hours', n: 2 },
    { unit: 'days', n: 4 },
  ]);
});

test('a code may be typed small and with a space', () => {
  expect(['k7m 42q', 'K7M-42Q', 'K7M420', 'K7M42', ''].map(codeTyped)).toEqual(['K7M42Q', 'K7M42Q', null, null, null]);
});
