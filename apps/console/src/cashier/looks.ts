/** How refunds, orders and drawers are shown: a shape and a tone for each word. */
import type { DrawerState, orderStates, RefundView } from '@menzhen/contract';
import type { Shape, Tone } from '@menzhen/ui';

interface Look {
  shape: Shape;
  tone: Tone;
}
export const refundLook: Record<RefundView['state'], Look> = {
  awaiting_approval: { shape: 'ring', tone: 'act' },
  rejected: { shape: 'cross', tone: 'quiet' },
  requested: { shape: 'ring', tone: 'info' },
  processing: { shape: 'half', tone: 'info' },
  succeeded: { shape: 'check', tone: 'good' },
  failed: { shape: 'half', tone: 'act' },
  abnormal: { shape: 'bang', tone: 'bad' },
};
export const orderLook: Record<(typeof orderStates)[number], Look> = {
  created: { shape: 'ring', tone: 'quiet' },
  paying: { shape: 'half', tone: 'act' },
  paid: { shape: 'check', tone: 'good' },
  partly_refunded: { shape: 'half', tone: 'info' },
  refunded: { shape: 'dash', tone: 'quiet' },
  closed: { shape: 'cross', tone: 'quiet' },
};
export const drawerLook: Record<DrawerState, Look> = {
  open: { shape: 'ring', tone: 'act' },
  closed: { shape: 'check', tone: 'good' },
};
