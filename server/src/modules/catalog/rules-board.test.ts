import { PAIRING_CODE } from '@menzhen/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOf, isOnline, placingFault } from './rules-board.ts';

test('every code is one that may be typed, whatever chance gives', () => {
  const six = fc.uint8Array({ minLength: 6, maxLength: 6 });
  fc.assert(fc.property(six, (chance) => new RegExp(PAIRING_CODE).test(codeOf(chance))));
});

test.each([
  ['a hall without departments', { layout: 'hall', department_ids: [], room_id: null }, 'department_ids'],
  ['a hall with a room', { layout: 'hall', department_ids: ['a'], room_id: 'r' }, 'room_id'],
  ['a hall of two departments', { layout: 'hall', department_ids: ['a', 'b'], room_id: null }, undefined],
  ['a department’s of two', { layout: 'department', department_ids: ['a', 'b'], room_id: null }, 'department_ids'],
  ['a department’s', { layout: 'department', department_ids: ['a'], room_id: null }, undefined],
  ['a door without a room', { layout: 'door', department_ids: ['a'], room_id: null }, 'room_id'],
  ['a door', { layout: 'door', department_ids: [], room_id: 'r' }, undefined],
  ['a kiosk of nobody', { layout: 'kiosk', department_ids: [], room_id: null }, 'department_ids'],
] as const)('%s', (_name, placing, field) => {
  expect(placingFault(placing)?.field).toBe(field);
});

test('a board is online for a minute after its last sign', () => {
  expect([null, 0, 60, 61].map(isOnline)).toEqual([false, true, true, false]);
});
