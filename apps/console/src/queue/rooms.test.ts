import { expect, test } from 'vitest';
import { sessionNow } from './rooms.ts';

const session = (session_id: string, starts: string, ends: string, state = 'open') => ({
  session_id,
  room_id: `room-${session_id}`,
  starts,
  ends,
  state,
});
const day = [session('pm', '14:00', '17:00'), session('am', '08:30', '11:30')];

test('the session going on, from half an hour before it begins', () => {
  expect(sessionNow(day, '08:05')?.session_id).toBe('am');
  expect(sessionNow(day, '10:00')?.session_id).toBe('am');
  expect(sessionNow(day, '13:30')?.session_id).toBe('pm');
});

test('between sessions the next, after the last the last, closed ones never', () => {
  expect(sessionNow(day, '06:00')?.session_id).toBe('am');
  expect(sessionNow(day, '12:00')?.session_id).toBe('pm');
  expect(sessionNow(day, '19:00')?.session_id).toBe('pm');
  expect(sessionNow([session('am', '08:30', '11:30', 'closed')], '09:00')).toBe(null);
});
