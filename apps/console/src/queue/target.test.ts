import { expect, test } from 'vitest';
import { targetsOf } from './target.ts';

const session = (id: string, department: string, more: object = {}) => ({
  id,
  state: 'open' as const,
  ends: '12:00',
  department_id: department,
  department_name: department,
  doctor_id: `doctor-${id}`,
  doctor_name: id,
  room_id: `room-${id}`,
  room_name: `room ${id}`,
  ...more,
});
const point = (id: string, kind: string, is_open = true) => ({
  id,
  kind,
  name: id,
  is_open,
  waiting: 0,
  department_name: 'lab',
});
const visit = { kind: 'visit', session_id: 'a', service_point_id: null };

test('a visit goes to another doctor, room or department on duty, never to its own or one that is over', () => {
  const sessions = [
    session('a', 'general'),
    session('b', 'general'),
    session('c', 'dental'),
    session('over', 'eye', { ends: '09:00' }),
    session('shut', 'eye', { state: 'closed' }),
  ];
  const found = targetsOf(visit, sessions, [point('p', 'test')], '09:00');
  expect(found.doctor?.map((one) => one.value)).toEqual(['doctor-b', 'doctor-c']);
  expect(found.room?.map((one) => one.value)).toEqual(['room-b', 'room-c']);
  expect(found.department?.map((one) => one.value)).toEqual(['general', 'dental']);
  expect(found.service_point).toBe(undefined);
});

test('a test goes to another open point of its kind', () => {
  const from = { kind: 'test', session_id: null, service_point_id: 'p1' };
  const points = [point('p1', 'test'), point('p2', 'test'), point('shut', 'test', false), point('drugs', 'pharmacy')];
  expect(targetsOf(from, [session('a', 'general')], points, '09:00')).toEqual({
    service_point: [{ value: 'p2', label: 'p2 · lab' }],
  });
});
