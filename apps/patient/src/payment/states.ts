import type { MyPaymentView } from '@menzhen/contract';

type Tone = 'brand' | 'call' | 'danger' | 'info' | 'quiet';

const tones: Record<MyPaymentView['state'], Tone> = {
  not_due: 'quiet',
  unpaid: 'call',
  paying: 'call',
  paid: 'brand',
  refunding: 'info',
  refunded: 'quiet',
  refund_failed: 'danger',
};

export const paymentTone = (state: MyPaymentView['state']): Tone => tones[state];
