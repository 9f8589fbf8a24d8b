/** Bookings: held, moved along the legal moves, cancelled within the rules, expired once. */
import {
  actorName,
  dayOf,
  found,
  inTransaction,
  instantOf,
  newId,
  type PatientActor,
  record,
  Refusal,
  type Tx,
  wallTimeOf,
} from '../../kernel/index.ts';
import { checkInWindow, judgeCancel, noShowAfter, policyForVisit } from '../policy/index.ts';
import { refusalOfRule, slotVisit, visitOf } from './judging.ts';
import { bookingMoved, type MoveAsk, placeFact } from './facts.ts';
import { drawn } from './draw.ts';
import { feeOf, type Held, type HoldGround, holder, judge, load } from './hold.ts';
import { comesFrom, frees, returnAt, stateWords } from './rules.ts';
import { extraService } from './service-extra.ts';
import { paidService } from './service-paid.ts';
import { placesService } from './service-places.ts';
import { transferService } from './service-transfer.ts';
import { waitingService } from './service-waiting.ts';
import * as store from './store.ts';
import * as places from './store-places.ts';
import type { BookingCard, HoldAsk } from './tables.ts';

/** In [0, 1); nobody can guess the next. */
const chance = (): number => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;

export function bookingService(ground: HoldGround) {
  async function earlier(ask: HoldAsk): Promise<Held | undefined> {
    const row = await store.bookingOfKey(ground.db.kysely, ask.actor, ask.key);
    if (!row) return undefined;
    if (row.slot_id !== ask.slot_id || row.patient_id !== ask.patient_id) throw new Refusal('idempotency_key_reused');
    return { card: found(await store.bookingCard(ground.db.kysely, row.id)), again: true };
  }

  /** When a place of this slot that is set aside now goes back to everybody; undefined: the slot is too near, at once. */
  async function nextReturn(
    slot: Parameters<typeof slotVisit>[0] & { slot_starts_at: Temporal.Instant },
    now: Temporal.Instant,
  ): Promise<Temporal.Instant | undefined> {
    const { data, calendar } = await ground.policy.current();
    const { freed } = policyForVisit(data, slotVisit(slot, await ground.catalog.view()), calendar);
    return returnAt({
      now,
      slot_starts_at: slot.slot_starts_at,
      after_minutes: freed.return_after_minutes,
      chance: chance(),
    });
  }

  /** The place goes back: to everybody at once, or aside for the waiting list if it was the slot's last. */
  async function giveBack(tx: Tx, card: BookingCard, ask: MoveAsk): Promise<void> {
    const at = card.session_state === 'open' ? await nextReturn(card, ask.at) : undefined;
    const aside = at ? { id: newId(ask.at.epochMilliseconds), now: ask.at, return_at: at } : undefined;
    const freed = await places.givePlaceBack(tx, card, aside);
    if (freed) await record(tx, placeFact('set_aside', freed, ask));
  }

  /** Moves a locked booking; the one place where states change, places are given back and the fact is recorded. */
  async function move(tx: Tx, card: BookingCard, ask: MoveAsk): Promise<BookingCard> {
    const moved = comesFrom(ask.to).includes(card.state) && (await store.moveBooking(tx, { id: card.id, ...ask }));
    if (!moved)
      throw new Refusal('booking_state', {
        zh: { state: stateWords[card.state].zh },
        en: { state: stateWords[card.state].en },
      });
    const told = { ...ask, at: moved.state_at };
    if (frees(ask.to)) await giveBack(tx, card, told);
    await record(tx, bookingMoved(card, told));
    return { ...card, state: ask.to, cancelled_by: ask.cancelled_by ?? null, cancel_reason: ask.reason ?? null };
  }

  const lock = async (tx: Tx, id: string): Promise<BookingCard> => found(await store.lockBooking(tx, id));

  const apart = placesService(ground, earlier);
  return {
    /** Takes a place; at a release in the order of the draw. */
    hold: drawn(ground, holder(ground, earlier)),
    ...apart,
    ...extraService(apart.holdApart),
    ...transferService(giveBack),
    ...waitingService(ground),
    ...paidService,
    nextReturn,
    /** What booking would cost and whether the rules allow it, without taking anything. */
    async preview(ask: { slot_id: string; patient_id: string; account_id: string }) {
      const loaded = await load(ground, [ask]);
      // the question about symptoms comes with the answer, so nobody can have been asked yet
      const refusal = judge({ ...ask, channel: 'app', symptoms_declared: [] }, loaded);
      const slot = loaded.slots.get(ask.slot_id);
      const patient = loaded.patients.get(ask.patient_id);
      if (!slot || !patient?.account_ids.includes(ask.account_id)) throw new Refusal('not_found');
      const { data, calendar } = loaded.policy;
      const visit = { ...slotVisit(slot, loaded.catalog), channel: 'app' } as const;
      return {
        refusal,
        slot,
        policy: loaded.policy,
        /** The rules as they stand for this slot. */
        own_policy: policyForVisit(data, visit, calendar),
        fee_parts: feeOf(loaded.catalog, slot, patient.payer_class),
      };
    },
    lock,
    /**
     * As lock, and first the patient and, alone, the session: whoever may give a place again must stand in line with those who
     * take one.
     */
    async lockWithPatient(tx: Tx, id: string): Promise<BookingCard> {
      const { patient_id, slot_id } = found(await store.bookingCard(tx, id));
      await places.lockPatient(tx, patient_id);
      await places.lockSlot(tx, slot_id);
      return lock(tx, id);
    },
    /** Compare-and-set along the legal moves, by id; locks as it must. */
    async advance(tx: Tx, ask: MoveAsk & { booking_id: string }): Promise<BookingCard> {
      return move(tx, await lock(tx, ask.booking_id), ask);
    },
    move,
    /** Cancels for the patient, if the rules the booking was made under still allow it. An unpaid hold may always be let go. */
    async cancelByPatient(tx: Tx, id: string, actor: PatientActor, now: Temporal.Instant): Promise<BookingCard> {
      const card = await lock(tx, id);
      if (card.state !== 'held') {
        const { data, calendar } = await ground.policy.version(card.policy_version);
        const visit = visitOf(card, await ground.catalog.view());
        const no = judgeCancel(data, { now: { day: dayOf(now), time: wallTimeOf(now) }, visit }, calendar);
        if (no) throw refusalOfRule(no);
      }
      return move(tx, card, { to: 'cancelled', at: now, actor: actorName(actor), cancelled_by: 'patient' });
    },
    /** Books one that had expired, if a place is free and the patient is; else undefined. Lock it by lockWithPatient first. */
    async revive(
      tx: Tx,
      card: BookingCard,
      ask: { at: Temporal.Instant; actor: string; cause: string },
    ): Promise<BookingCard | undefined> {
      if (Temporal.Instant.compare(card.slot_ends_at, ask.at) <= 0) return undefined;
      return (await places.retakePlace(tx, card, ask.at)) ? move(tx, card, { to: 'booked', ...ask }) : undefined;
    },
    /** Expires due holds, each in its own transaction and each once. Returns those it expired. */
    async expireDue(now: Temporal.Instant): Promise<BookingCard[]> {
      const expired: BookingCard[] = [];
      for (const id of await store.dueHolds(ground.db.kysely, now, 200)) {
        const card = await inTransaction(ground.db, async (tx) => {
          const due = await store.lockBooking(tx, id);
          if (due?.state !== 'held' || Temporal.Instant.compare(due.held_until, now) > 0) return undefined;
          return move(tx, due, { to: 'expired', at: now, actor: 'system:holds' });
        });
        if (card) expired.push(card);
      }
      return expired;
    },
    /** The check-in window of a booking, under the rules it was made by. */
    async checkInWindow(card: BookingCard): Promise<{ from: Temporal.Instant; until: Temporal.Instant }> {
      const { data, calendar } = await ground.policy.version(card.policy_version);
      const window = checkInWindow(data, visitOf(card, await ground.catalog.view()), calendar);
      const until = window.until ? instantOf(window.until.day, window.until.time) : card.session_ends_at;
      return {
        from: instantOf(window.opens.day, window.opens.time),
        until: window.late_grace_minutes ? until.add({ minutes: window.late_grace_minutes }) : until,
      };
    },
    /** Bookings whose patients have not come by the time after which their own rules call it a no-show. */
    async stayedAway(now: Temporal.Instant): Promise<string[]> {
      const catalog = await ground.catalog.view();
      const due: string[] = [];
      for (const card of await store.notCome(ground.db.kysely, { today: dayOf(now), now })) {
        const { data, calendar } = await ground.policy.version(card.policy_version);
        const visit = { ...visitOf(card, catalog), session_ends: wallTimeOf(card.session_ends_at) };
        const after = noShowAfter(data, visit, calendar);
        if (Temporal.Instant.compare(instantOf(after.day, after.time), now) < 0) due.push(card.id);
      }
      return due;
    },
    card: store.bookingCard,
    /** What the same key of the same actor got before. */
    async ofKey(actor: string, key: string): Promise<BookingCard | undefined> {
      const row = await store.bookingOfKey(ground.db.kysely, actor, key);
      return row && store.bookingCard(ground.db.kysely, row.id);
    },
    cards: store.bookingCards,
    list: store.listBookings,
    expected: store.expected,
    notCome: store.notComeTo,
    hasBookingIn: store.hasBookingIn,
    hasOpenBookings: store.openAccountBooking,
    openBefore: store.openBefore,
  };
}
export type BookingService = ReturnType<typeof bookingService>;
