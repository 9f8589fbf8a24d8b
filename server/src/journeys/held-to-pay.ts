/** A booking that waits for its money, as everybody who takes it asks: the patient's phone and the window. */
import { Refusal, type Tx } from '../kernel/index.ts';
import { type BookingCard, type Bookings, stateWords } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';

export interface PayableGround {
  catalog: Pick<Catalog, 'view'>;
}

/** A booking that may be paid now, locked; else the refusal that says why not. */
export async function heldToPay(tx: Tx, booking: Bookings, id: string, now: Temporal.Instant): Promise<BookingCard> {
  const card = await booking.lock(tx, id);
  if (card.state === 'expired') throw new Refusal('hold_expired');
  if (card.state !== 'held')
    throw new Refusal('booking_state', {
      zh: { state: stateWords[card.state].zh },
      en: { state: stateWords[card.state].en },
    });
  if (Temporal.Instant.compare(card.held_until, now) <= 0) throw new Refusal('hold_expired');
  if (card.session_state === 'closed') throw new Refusal('session_closed');
  return card;
}

/** What the channel shows its payer: where and when, nobody's name. */
export const describing =
  ({ catalog }: PayableGround) =>
  async (card: BookingCard): Promise<string> => {
    const view = await catalog.view();
    return `${view.department(card.department_id)?.name ?? ''} ${card.date} ${card.starts} 挂号费`.trim();
  };
