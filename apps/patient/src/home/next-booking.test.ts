import type { BookingView } from '@menzhen/contract';
import { expect, test } from 'vitest';
import { nextBooking, nextStep } from './next-booking.ts';

const booking = (part: Partial<BookingView>): BookingView =>
  ({ id: 'b', state: 'booked', date: '2026-11-25', starts: '09:30', can_check_in: false, ...part }) as BookingView;

test('a call goes before everything, then the wait, then what must be paid in time', () => {
  const called = booking({ id: 'called', state: 'called', starts: '15:00' });
  const held = booking({ id: 'held', state: 'held', date: '2026-11-30' });
  const early = booking({ id: 'early' });
  expect(nextBooking([early, held, called])?.id).toBe('called');
  expect(nextBooking([early, held])?.id).toBe('held');
});

test('among booked ones the earliest is next; what is over is not', () => {
  const over = booking({ id: 'over', state: 'finished', date: '2026-11-20' });
  const late = booking({ id: 'late', starts: '14:00' });
  expect(nextBooking([late, over, booking({ id: 'first' })])?.id).toBe('first');
  expect(nextBooking([over])).toBeNull();
});

test('each state has one thing to do', () => {
  expect(nextStep(booking({ state: 'held' }))).toBe('pay');
  expect(nextStep(booking({ can_check_in: true }))).toBe('check_in');
  expect(nextStep(booking({}))).toBe('show');
  expect(nextStep(booking({ state: 'called' }))).toBe('go_in');
});
