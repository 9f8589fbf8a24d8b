/**
 * Moving a booking to another place: it keeps its id, its payment, its fee and the version of the rules it was made under. It
 * is asked by a closure, so the rules that limit what patients may book for themselves are not asked again.
 */
import { found, record, Refusal, type Tx, violated } from '../../kernel/index.ts';
import { bookingPlaced, type MoveAsk } from './facts.ts';
import { stateWords } from './rules.ts';
import * as places from './store-places.ts';
import * as store from './store.ts';
import * as transfers from './store-transfer.ts';
import type { BookingCard } from './tables.ts';

export interface TransferAsk {
  booking_id: string;
  slot_id: string;
  at: Temporal.Instant;
  actor: string;
  cause?: string | null;
}
const refusals = {
  full: 'slot_full',
  reserved: 'places_reserved',
  closed: 'session_closed',
  past: 'slot_past',
} as const;
const MOVABLE: readonly string[] = ['booked', 'checked_in'];

/** Asks for the whole transaction again: what had to be locked was another place than the one that was locked. */
class Moved extends Error {
  readonly code = '40001';
}

/** @param giveBack gives the old place back: to everybody, or aside for the waiting list */
export function transferService(giveBack: (tx: Tx, card: BookingCard, ask: MoveAsk) => Promise<void>) {
  /** What the schema refused, in the patient's words. */
  function refusalOf(error: unknown): unknown {
    const constraint = violated(error);
    if (constraint === 'booking_one_active') return new Refusal('booking_duplicate');
    if (constraint === 'booking_overlap') return new Refusal('booking_overlap');
    return constraint === 'slot_not_oversold' ? new Refusal('slot_full') : error;
  }

  return {
    /**
     * Moves a booked or checked-in booking into a free place.
     * @throws Refusal booking_state, slot_full, places_reserved, session_closed, slot_past, booking_overlap, booking_duplicate
     */
    async transfer(tx: Tx, ask: TransferAsk): Promise<{ before: BookingCard; card: BookingCard }> {
      const { patient_id } = found(await store.bookingCard(tx, ask.booking_id));
      await places.lockPatient(tx, patient_id);
      const seen = found(await store.bookingCard(tx, ask.booking_id));
      if (!(await transfers.lockBothPlaces(tx, seen, ask.slot_id))) throw new Moved();
      const before = found(await store.bookingCard(tx, ask.booking_id));
      if (!MOVABLE.includes(before.state)) throw new Refusal('booking_state', wordsOf(before));
      if (before.slot_id === ask.slot_id) throw new Refusal('booking_duplicate');
      const room = found(await transfers.roomIn(tx, before, ask.slot_id, ask.at));
      if (room !== 'free') throw new Refusal(refusals[room]);
      const told = { at: ask.at, actor: ask.actor, cause: ask.cause ?? null };
      try {
        await giveBack(tx, before, { to: 'cancelled', ...told });
        found(await transfers.takePlace(tx, before, ask));
        const card = found(await store.bookingCard(tx, ask.booking_id));
        await record(tx, bookingPlaced(before, card, told));
        return { before, card };
      } catch (error) {
        throw refusalOf(error);
      }
    },
    /** The bookings of sessions that another doctor has taken over follow; returns those that stand, as they are now. */
    async followDoctor(
      tx: Tx,
      ask: { session_ids: string[]; doctor_id: string; at: Temporal.Instant; actor: string; cause: string },
    ): Promise<BookingCard[]> {
      const ids = (await transfers.standingIn(tx, { session_ids: ask.session_ids, slot_ids: [] })).map((row) => row.id);
      const before = await store.bookingCards(tx, ids);
      await transfers.followDoctor(tx, ask.session_ids, ask.doctor_id);
      const cards = before.map((card) => ({ ...card, doctor_id: ask.doctor_id }));
      await record(tx, ...cards.map((card, n) => bookingPlaced(before[n]!, card, ask)));
      return cards;
    },
    /** The bookings that stand in sessions, or in some of their slots. */
    async standingIn(tx: Tx, ask: { session_ids: string[]; slot_ids: string[] }): Promise<BookingCard[]> {
      const rows = await transfers.standingIn(tx, ask);
      const cards = await store.bookingCards(
        tx,
        rows.map((row) => row.id),
      );
      return cards.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    },
    heldInClosed: transfers.heldInClosed,
    /** Serialises everything that gives this patient a place. */
    lockPatient: places.lockPatient,
  };
}

const wordsOf = (card: BookingCard) => ({
  zh: { state: stateWords[card.state].zh },
  en: { state: stateWords[card.state].en },
});
