/** How a ticket's state, urgency and room are shown: a shape and a tone for each word. */
import type { QueueLineView, TicketView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

interface Look {
  shape: Shape;
  tone: Tone;
}
export const ticketLook: Record<TicketView['state'], Look> = {
  waiting: { shape: 'ring', tone: 'info' },
  called: { shape: 'bang', tone: 'act' },
  in_consultation: { shape: 'half', tone: 'good' },
  passed: { shape: 'dash', tone: 'act' },
  held: { shape: 'dash', tone: 'quiet' },
  away: { shape: 'ring', tone: 'quiet' },
  finished: { shape: 'check', tone: 'good' },
  left: { shape: 'cross', tone: 'quiet' },
};

export const roomLook: Record<QueueLineView['rooms'][number]['state'], Look> = {
  idle: { shape: 'ring', tone: 'quiet' },
  calling: { shape: 'bang', tone: 'act' },
  in_consultation: { shape: 'half', tone: 'good' },
  closed: { shape: 'cross', tone: 'quiet' },
};

/** The words of the levels 1 to 4, in their order. */
export const urgencyWords = ['critical', 'urgent', 'priority', 'routine'] as const;
/** The fourth level is everybody's and is not said. */
export const urgencyLook: Record<Exclude<(typeof urgencyWords)[number], 'routine'>, Look> = {
  critical: { shape: 'bang', tone: 'bad' },
  urgent: { shape: 'bang', tone: 'act' },
  priority: { shape: 'dot', tone: 'info' },
};
