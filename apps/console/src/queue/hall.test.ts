import type { TicketView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { closedOf, inOrder, isBusy, isStranded, lineOf, lineWords, matching, roomIn, ticketsOf } from './hall.ts';

const ticket = (id: string, patient_name_masked = '王*明') =>
  ({
    id,
    number: id.toUpperCase(),
    patient_name_masked,
    service_point_id: null,
    session_id: 'am',
  }) as unknown as TicketView;
const room = (room_id: string, session_id: string, inside: TicketView | null = null) => ({
  room_id,
  room_name: room_id,
  session_id,
  doctor_name: '',
  state: 'idle' as const,
  ticket: inside,
});
const empty = { service_point_id: null, rooms: [], waiting: [], held: [], passed: [], away: [] };
const line = { ...empty, rooms: [room('101', 'am', ticket('a1'))], waiting: [ticket('a2'), ticket('a3', '李*')] };

test('who is inside comes first, then who waits', () => {
  expect(ticketsOf(line).map((one) => one.id)).toEqual(['a1', 'a2', 'a3']);
  expect(isBusy(line)).toBe(true);
  expect(isBusy(empty)).toBe(false);
});

test('who is inside belongs to the morning’s line, not to the afternoon’s in the same room', () => {
  const afternoon = { ...empty, rooms: [room('101', 'pm', ticket('a1'))] };
  expect(ticketsOf(afternoon)).toEqual([]);
  expect(roomIn([afternoon, line], '101')?.line).toBe(line);
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

test('the line of a ticket and of a room, and lines by department', () => {
  expect(lineOf([empty, line], 'a3')).toBe(line);
  expect(lineOf([line], 'gone')).toBe(undefined);
  expect(roomIn([line], null)).toBe(null);
  const named = (department_name: string, name: string) => ({ department_name, name });
  const lines = [named('b', '2'), named('a', '9'), named('b', '1')];
  expect(inOrder(lines).map((one) => one.department_name + one.name)).toEqual(['a9', 'b1', 'b2']);
});

test('a line is named with its department, once', () => {
  expect(lineWords({ department_name: '全科门诊', name: '林知秋' })).toBe('全科门诊 · 林知秋');
  expect(lineWords({ department_name: '口腔科', name: '口腔科' })).toBe('口腔科');
});

test('a closed point without a line is there to be opened; one with people in it has its line', () => {
  const point = (id: string, is_open = false, department_id = 'lab') => ({ id, is_open, department_id });
  const points = [point('blood'), point('urine', true), point('x-ray', false, 'imaging'), point('heart')];
  const lines = [{ service_point_id: 'heart' }, { service_point_id: null }];
  const ids = (department_id: string | null) => closedOf(points, lines, department_id).map((one) => one.id);
  expect(ids(null)).toEqual(['blood', 'x-ray']);
  expect(ids('lab')).toEqual(['blood']);
});
