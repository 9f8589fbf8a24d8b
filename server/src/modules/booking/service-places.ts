/**
 * Places outside the rush, one at a time: what was given back and set aside, and extra places. Each function stands in the
 * caller's transaction, since an offer, a reason or a closing is part of the same story.
 */
import { found, record, Refusal, type Tx, violated } from '../../kernel/index.ts';
import { bookingHeld, placeFact } from './facts.ts';
import { cardOf, type Held, type HoldGround, judge, load, rowOf } from './hold.ts';
import * as places from './store-places.ts';
import type { BookingCard, FreedPlace, HoldAsk, Reserve } from './tables.ts';

type ApartAsk = Omit<HoldAsk, 'reserve'> & { reserve: Reserve | null };

export function placesService(ground: HoldGround, earlier: (ask: HoldAsk) => Promise<Held | undefined>) {
  /** What the schema refused, in the patient's words. */
  function refusalOf(error: unknown): unknown {
    const constraint = violated(error);
    if (constraint === 'booking_one_active') return new Refusal('booking_duplicate');
    if (constraint === 'booking_overlap') return new Refusal('booking_overlap');
    return constraint === 'slot_not_oversold' ? new Refusal('slot_full') : error;
  }

  return {
    /**
     * A held booking in a place that is set aside (`aside`) or one more than the slot has (`extra`), judged by the same rules
     * as any other, but at any hour: an offer comes when it comes, and the doctor has decided. Asked again with the same key it
     * answers the same booking.
     */
    async holdApart(tx: Tx, ask: ApartAsk, place: 'aside' | 'extra'): Promise<BookingCard> {
      await places.lockPatient(tx, ask.patient_id);
      const slot = found(await places.lockSlot(tx, ask.slot_id));
      const asked = { ...ask, reserve: null };
      const before = await earlier(asked);
      if (before) return before.card;
      const loaded = await load(ground, [asked]);
      const refusal = slot.open ? judge(asked, loaded, { whenever: true }) : new Refusal('session_closed');
      if (refusal) throw refusal;
      const row = { ...rowOf(asked, loaded), reserve: ask.reserve };
      try {
        const { serial } = await places.insertHeld(tx, row, place);
        const card = cardOf(row, loaded.slots.get(ask.slot_id)!, serial);
        await record(tx, bookingHeld(card, ask.actor));
        return card;
      } catch (error) {
        throw refusalOf(error);
      }
    },
    /** Places set aside, oldest first. */
    freedPlaces: places.freedPlaces,
    /** Locks a set-aside place's slot, so that whoever moves the place stands in the house's order. */
    lockSlot: places.lockSlot,
    /** Sets a free place of a slot aside, if there is one; undefined: there is none. */
    async setFreePlaceAside(
      tx: Tx,
      of: { slot_id: string; session_id: string; pool: string },
      aside: places.SetAside,
      actor: string,
    ): Promise<FreedPlace | undefined> {
      const place = await places.setFreePlaceAside(tx, of, aside);
      if (place) await record(tx, placeFact('set_aside', place, { at: aside.now, actor }));
      return place;
    },
    /** Compare-and-set; false when somebody was first. */
    moveFreed: places.moveFreed,
    /** Gives a set-aside place back to everybody; false when it was moved before. */
    async returnFreed(tx: Tx, place: FreedPlace, told: { at: Temporal.Instant; actor: string }): Promise<boolean> {
      await places.lockSlot(tx, place.slot_id);
      if (!(await places.moveFreed(tx, { id: place.id, from: 'waiting', to: 'returned', now: told.at }))) return false;
      await places.returnAside(tx, place.slot_id);
      await record(tx, placeFact('returned', place, told));
      return true;
    },
  };
}
