/** How what may still be booked is shown: a shape and a tone for each word. */
import type { SessionView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export const bookableLook: Record<SessionView['bookable'], { shape: Shape; tone: Tone }> = {
  available: { shape: 'dot', tone: 'good' },
  full: { shape: 'half', tone: 'act' },
  closed: { shape: 'cross', tone: 'bad' },
  not_released: { shape: 'ring', tone: 'info' },
  cut_off: { shape: 'dash', tone: 'quiet' },
  past: { shape: 'dash', tone: 'quiet' },
};
