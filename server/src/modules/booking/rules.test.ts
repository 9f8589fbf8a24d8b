import { bookingStates } from '@menzhen/contract';
import { expect, it } from 'vitest';
import { bookingIdOfQr, comesFrom, entitlementsOf, frees, moves, qrText, refusals, stateWords } from './rules.ts';

it('every state can be reached from a hold, and every word exists', () => {
  const reached = new Set(['held']);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const from of [...reached]) for (const to of moves[from as 'held']) reached.add(to);
  }
  expect([...reached].sort()).toEqual([...bookingStates].sort());
  expect(Object.keys(stateWords).sort()).toEqual([...bookingStates].sort());
});

it('an expired hold comes back, a checked-in one when it is moved to another day; finished, cancelled and no-show are final', () => {
  expect(moves.expired).toEqual(['booked']);
  // a doctor may take back having finished
  expect([moves.finished, moves.cancelled, moves.no_show]).toEqual([['in_consultation'], [], []]);
  expect(comesFrom('booked')).toEqual(['held', 'expired', 'checked_in']);
});

it('gives the place back on cancel and expiry only', () => {
  expect(bookingStates.filter(frees)).toEqual(['cancelled', 'expired']);
});

it('each refused outcome has a problem', () => expect(Object.values(refusals).every(Boolean)).toBe(true));

it('reads its own QR text and no other', () => {
  const id = '0193a1b2-0000-7000-8000-000000000001';
  expect(bookingIdOfQr(`${qrText(id)}\n`)).toBe(id);
  expect(bookingIdOfQr('https://example.com')).toBeUndefined();
});

it('a patient is counted in what they are entitled to, in order, and last as anybody', () => {
  const who = {
    asked: null,
    age_years: 30,
    senior_from_age_years: 60,
    doctor_id: 'd',
    date: '2026-11-30',
    history: [],
  };
  const seen = (date: string, more: object = {}) => ({ state: 'finished', doctor_id: 'd', date, ...more });
  expect(entitlementsOf(who)).toEqual([null]);
  expect(entitlementsOf({ ...who, age_years: 60 })).toEqual(['senior', null]);
  expect(entitlementsOf({ ...who, age_years: 99, senior_from_age_years: 0 })).toEqual([null]);
  expect(entitlementsOf({ ...who, age_years: 70, history: [seen('2026-10-31')] })).toEqual([
    'return_visit',
    'senior',
    null,
  ]);
  for (const before of [
    seen('2026-10-30'),
    seen('2026-11-20', { doctor_id: 'e' }),
    seen('2026-11-20', { state: 'no_show' }),
  ])
    expect(entitlementsOf({ ...who, history: [before] })).toEqual([null]);
  expect(entitlementsOf({ ...who, age_years: 70, asked: 'senior' })).toEqual(['senior', null]);
  expect(entitlementsOf({ ...who, asked: 'on_site', age_years: 70 })).toEqual(['on_site', 'senior', null]);
});
