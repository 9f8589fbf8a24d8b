import type { BookingView } from '@menzhen/contract';

/** What the patient has to do about a booking now: the one button of today's card. */
export type NextStep = 'pay' | 'paying' | 'go_in' | 'in_room' | 'wait' | 'check_in' | 'show';

const urgency: Record<string, number> = { called: 0, in_consultation: 1, checked_in: 2, held: 3, booked: 4 };

/** The booking that matters next: a call before a wait, a wait before paying, else the earliest. null when none is open. */
export function nextBooking(bookings: readonly BookingView[]): BookingView | null {
  const open = bookings.filter((booking) => booking.state in urgency);
  const order = (b: BookingView): string => `${urgency[b.state]} ${b.date} ${b.starts}`;
  return [...open].sort((a, b) => order(a).localeCompare(order(b)))[0] ?? null;
}

export function nextStep(booking: BookingView): NextStep {
  switch (booking.state) {
    case 'held':
      return booking.payment === 'paying' ? 'paying' : 'pay';
    case 'called':
      return 'go_in';
    case 'in_consultation':
      return 'in_room';
    case 'checked_in':
      return 'wait';
    default:
      return booking.can_check_in ? 'check_in' : 'show';
  }
}
