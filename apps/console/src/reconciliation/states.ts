/** How bills and differences are shown: a shape and a tone for each word. */
import type { BillView, DifferenceView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

interface Look {
  shape: Shape;
  tone: Tone;
}
export const billLook: Record<BillView['state'], Look> = {
  wanted: { shape: 'ring', tone: 'quiet' },
  fetching: { shape: 'half', tone: 'info' },
  matched: { shape: 'check', tone: 'good' },
  failed: { shape: 'bang', tone: 'act' },
};
export const differenceLook: Record<DifferenceView['state'], Look> = {
  open: { shape: 'ring', tone: 'act' },
  settled: { shape: 'check', tone: 'good' },
};
