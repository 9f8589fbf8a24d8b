/** Many holds that become bookings at once, because their money came. */
import { record, type Tx } from '../../kernel/index.ts';
import { bookingMoved } from './facts.ts';
import { bookHolds, lockOpenHolds } from './store-paid.ts';
import { bookingCards } from './store.ts';

export const paidService = {
  /** Locks those of these bookings that are held in an open session, and returns their ids; others are left alone. */
  lockHeld: lockOpenHolds,
  /** Books holds that `lockHeld` has locked in this transaction. */
  async bookHeld(
    tx: Tx,
    paid: readonly { booking_id: string; actor: string; cause: string }[],
    at: Temporal.Instant,
  ): Promise<void> {
    const ids = paid.map(({ booking_id }) => booking_id);
    const before = new Map((await bookingCards(tx, ids)).map((card) => [card.id, card]));
    const booked = await bookHolds(tx, ids, at);
    if (booked.size !== paid.length) throw new Error('a hold that was locked could not be booked');
    await record(
      tx,
      ...paid.map(({ booking_id, ...told }) =>
        bookingMoved(before.get(booking_id)!, { ...told, to: 'booked', at: booked.get(booking_id)! }),
      ),
    );
  },
};
