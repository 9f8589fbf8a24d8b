/** How closures and their cases are shown: a shape and a tone for each word. */
import type { ClosureCaseView, ClosureView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

interface Look {
  shape: Shape;
  tone: Tone;
}
export const closureLook: Record<ClosureView['state'], Look> = {
  proposed: { shape: 'ring', tone: 'act' },
  refused: { shape: 'cross', tone: 'quiet' },
  withdrawn: { shape: 'dash', tone: 'quiet' },
  open: { shape: 'half', tone: 'act' },
  settled: { shape: 'check', tone: 'good' },
};
export const caseLook: Record<ClosureCaseView['state'], Look> = {
  choosing: { shape: 'ring', tone: 'act' },
  moved: { shape: 'check', tone: 'good' },
  kept: { shape: 'check', tone: 'good' },
  refunded: { shape: 'dash', tone: 'info' },
  cancelled: { shape: 'dash', tone: 'quiet' },
  seen: { shape: 'dot', tone: 'good' },
};
/** In the order of the bar: what is done first, what waits last. */
export const caseOrder = ['moved', 'kept', 'seen', 'refunded', 'cancelled', 'choosing'] as const;
