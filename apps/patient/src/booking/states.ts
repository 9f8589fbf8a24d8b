import type { BookingView } from '@menzhen/contract';
import { codeText } from '../shared/say.ts';

type Tone = 'brand' | 'call' | 'danger' | 'info' | 'quiet';

const tones: Record<BookingView['state'], Tone> = {
  held: 'call',
  booked: 'brand',
  checked_in: 'info',
  called: 'call',
  in_consultation: 'info',
  finished: 'quiet',
  cancelled: 'quiet',
  expired: 'quiet',
  no_show: 'danger',
};

export function stateTone(booking: Pick<BookingView, 'state'>): Tone {
  return tones[booking.state];
}

export function stateWord(booking: Pick<BookingView, 'state'>): string {
  return codeText('state', booking.state);
}

export function isOver(booking: Pick<BookingView, 'state'>): boolean {
  return ['finished', 'cancelled', 'expired', 'no_show'].includes(booking.state);
}

/** Where the visit stands among: booked, waiting, called, being seen, finished (0 to 4). */
export function stepOf(booking: Pick<BookingView, 'state'>): number {
  return Math.max(0, ['booked', 'checked_in', 'called', 'in_consultation', 'finished'].indexOf(booking.state));
}
