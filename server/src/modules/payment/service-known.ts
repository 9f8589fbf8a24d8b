/** A number of ours that somebody asks about, as reconciliation does: what the channel says of it is made so here. */
import { askChannel } from './service-channel.ts';
import { pushRefund } from './service-refund.ts';
import { refundIdOf } from './rules.ts';
import { readOrderByNo } from './store-order.ts';
import { readRefund } from './store-refund.ts';
import type { PaymentGround } from './tables.ts';

/**
 * An order that turns out to be paid is settled, whatever its state: it books, or is refunded by itself. A refund under way
 * that turns out to have arrived is settled. Anything else stays. Outside a transaction. @throws ChannelUnknown, ChannelRefused
 */
export async function settleKnown(
  ground: PaymentGround,
  ask: { money: 'paid' | 'refund'; merchant_no: string },
): Promise<void> {
  if (ask.money === 'paid') {
    const order = await readOrderByNo(ground.db.kysely, ask.merchant_no);
    if (order) await askChannel(ground, order);
    return;
  }
  const id = refundIdOf(ask.merchant_no);
  const refund = id && (await readRefund(ground.db.kysely, id));
  if (refund && (refund.state === 'processing' || refund.state === 'abnormal')) await pushRefund(ground, refund);
}
