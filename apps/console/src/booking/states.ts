/** How a booking's state is shown: a shape and a tone for each word; and what may be done in it at the desk. */
import type { BookingState, BookingView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export const bookingLook: Record<BookingState, { shape: Shape; tone: Tone }> = {
  held: { shape: 'ring', tone: 'act' },
  booked: { shape: 'dot', tone: 'info' },
  checked_in: { shape: 'half', tone: 'good' },
  called: { shape: 'bang', tone: 'act' },
  in_consultation: { shape: 'half', tone: 'good' },
  finished: { shape: 'check', tone: 'good' },
  cancelled: { shape: 'cross', tone: 'quiet' },
  expired: { shape: 'dash', tone: 'quiet' },
  no_show: { shape: 'cross', tone: 'bad' },
};
export const bookingStates = Object.keys(bookingLook) as BookingState[];

type Standing = Pick<BookingView, 'state' | 'payment' | 'can_check_in'>;
const owed = (booking: Standing) => booking.payment === 'unpaid' || booking.payment === 'paying';

/** What the desk may do with a booking now; the server decides again. */
export const mayTakeFee = (booking: Standing) => booking.state === 'held' && owed(booking);
export const mayCheckIn = (booking: Standing) => booking.state === 'booked' && booking.can_check_in;
export const mayCancel = (booking: Standing) => ['held', 'booked', 'checked_in'].includes(booking.state);
