import type { TicketView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { isBusy, isStranded, lineOf, matching, roomIn, ticketsOf } from './hall.ts';

const ticket = (id: string, patient_name_masked = '王*明') =>
  ({ id, number: id.toUpperCase(), patient_name_masked }) as TicketView;
const room = (room_id: string, inside: TicketView | null = null) => ({
  room_id,
  room_name: room_id,
  session_id: null,
  doctor_name: '',
  state: 'idle' as const,
  ticket: inside,
});
const empty = { rooms: [], waiting: [], held: [], passed: [], away: [] };
const line = { ...empty, rooms: [room('101', ticket('a1'))], waiting: [ticket('a2'), ticket('a3', '李*')] };

test('who is inside comes first, then who waits', () => {
  expect(ticketsOf(line).map((one) => one.id)).toEqual(['a1', 'a2', 'a3']);
  expect(isBusy(line)).toBe(true);
  expect(isBusy(empty)).toBe(false);
});

test('a closed line with people in it is stranded; who is only away comes back by the desk', () => {
  expect(isStranded({ ...line, is_open: false })).toBe(true);
  expect(isStranded({ ...line, is_open: true })).toBe(false);
  expect(isStranded({ ...empty, away: [ticket('a4')], is_open: false })).toBe(false);
});

test('a ticket is found by part of its number or its masked name, once', () => {
  expect(matching([line], 'a2').map((one) => one.id)).toEqual(['a2']);
  expect(matching([line, line], '李').map((one) => one.id)).toEqual(['a3']);
  expect(matching([line], ' A ')).toHaveLength(3);
});

test('the line of a ticket and of a room', () => {
  expect(lineOf([empty, line], 'a3')).toBe(line);
  expect(lineOf([line], 'gone')).toBe(undefined);
  expect(roomIn([empty, line], '101')?.line).toBe(line);
  expect(roomIn([line], null)).toBe(null);
});
