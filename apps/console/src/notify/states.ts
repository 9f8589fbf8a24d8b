/** How a message's way looks: its shape says it, the colour repeats it. */
import type { DeliveryState } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

export const deliveryLook: Record<DeliveryState, { shape: Shape; tone: Tone }> = {
  due: { shape: 'ring', tone: 'quiet' },
  sending: { shape: 'half', tone: 'info' },
  sent: { shape: 'check', tone: 'good' },
  refused: { shape: 'cross', tone: 'bad' },
  unknown: { shape: 'bang', tone: 'act' },
  given_up: { shape: 'dash', tone: 'quiet' },
};
