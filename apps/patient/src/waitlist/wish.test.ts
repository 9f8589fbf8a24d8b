import { expect, test } from 'vitest';
import { addDays, inOrder, reachesOf, wishOf } from './wish.ts';

const known = { session: 's', doctor: 'd', department: 'p', date: '2026-02-27' };

test('only what is known can be waited for, the narrowest first', () => {
  expect(reachesOf(known)).toEqual(['session', 'doctor', 'department']);
  expect(reachesOf({ ...known, session: '', doctor: '' })).toEqual(['department']);
});

test('days count the first one, over the end of a month', () => {
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
  expect(wishOf(known, { reach: 'department', span: '3', half: 'morning' })).toEqual({
    kind: 'department',
    department_id: 'p',
    from_date: '2026-02-27',
    to_date: '2026-03-01',
    half_days: ['morning'],
  });
  expect(wishOf(known, { reach: 'session', span: '14', half: 'morning' })).toEqual({
    kind: 'session',
    session_id: 's',
  });
  expect(wishOf(known, { reach: 'doctor', span: '1', half: 'any' })).toEqual({
    kind: 'doctor',
    doctor_id: 'd',
    from_date: '2026-02-27',
    to_date: '2026-02-27',
  });
});

test('offers stand before what waits, and what has ended comes last', () => {
  const entry = (id: string, state: string) => ({ id, state }) as never;
  const ids = inOrder([entry('a', 'left'), entry('b', 'waiting'), entry('c', 'offered'), entry('d', 'waiting')]);
  expect(ids.map((one) => one.id)).toEqual(['c', 'b', 'd', 'a']);
});
