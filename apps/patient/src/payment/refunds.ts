import type { RefundView } from '@menzhen/contract';

/** The step that a refund is at, from 0; as many as there are steps when it has arrived. */
export function refundStep({ state }: Pick<RefundView, 'state'>, count: number): number {
  if (state === 'succeeded') return count;
  // asked, [looked at by a second person,] sent, arrived
  return state === 'awaiting_approval' ? 1 : count - 2;
}
