/** How a ticket's state is shown. */
import type { TicketView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export const ticketLook: Record<TicketView['state'], { shape: Shape; tone: Tone }> = {
  waiting: { shape: 'ring', tone: 'info' },
  called: { shape: 'bang', tone: 'act' },
  in_consultation: { shape: 'half', tone: 'good' },
  passed: { shape: 'dash', tone: 'act' },
  finished: { shape: 'check', tone: 'good' },
  left: { shape: 'cross', tone: 'quiet' },
};
