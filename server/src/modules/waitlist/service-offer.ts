/** Offers: one place to one person at a time, answered once. Whatever changes stands behind the lock of its list. */
import {
  dayOf,
  found,
  inTransaction,
  newId,
  record,
  Refusal,
  type Tx,
  violated,
  wallTimeOf,
} from '../../kernel/index.ts';
import type { BookingCard, FreedPlace } from '../booking/index.ts';
import type { SlotCard } from '../scheduling/index.ts';
import { answeredFact, endedFact, offeredFact, type OfferAnswer, type Told } from './facts.ts';
import { placeOf, settingsFor, type WaitlistGround } from './ground.ts';
import { afterMissing, afterRefusing, offerUntil, wants } from './rules/index.ts';
import * as store from './store.ts';
import * as offers from './store-offer.ts';
import type { EntryRow, EntryState, OfferRow, PassedOver, Place } from './tables.ts';

const SYSTEM = 'system:waitlist';
const ONE_LIVE = ['waitlist_offer_one_per_entry', 'waitlist_offer_one_per_patient', 'waitlist_offer_one_per_place'];

export interface AcceptAsk {
  offer_id: string;
  /** Who answers: an account for its own patients, or the desk for anybody (null). */
  account_id: string | null;
  actor: string;
  channel: EntryRow['channel'];
  symptoms_declared: readonly string[] | null;
  now: Temporal.Instant;
}

export function offerService(ground: WaitlistGround) {
  const { booking } = ground;

  async function slotOf(tx: Tx, slot_id: string): Promise<SlotCard> {
    return found((await ground.scheduling.slotCards(tx, [slot_id])).get(slot_id));
  }

  /** The first who may have this place, and everybody who stood before with the reason. */
  async function choose(
    tx: Tx,
    freed: FreedPlace,
    place: Place,
  ): Promise<{ entry: EntryRow; passed_over: PassedOver[] } | undefined> {
    const wishing = (await store.liveEntries(tx, place.department_id)).filter((entry) => wants(entry, place));
    if (wishing.length === 0) return undefined;
    const [entry_ids, patient_ids] = [wishing.map((entry) => entry.id), wishing.map((entry) => entry.patient_id)];
    const { running, had_it } = await offers.notAgain(tx, {
      freed_place_id: freed.id,
      slot_id: freed.slot_id,
      entry_ids,
      patient_ids,
    });
    const busy = await booking.busyPatients(tx, freed.slot_id, patient_ids);
    const passed_over: PassedOver[] = [];
    for (const entry of wishing) {
      const { patient_id, account_id, channel, id: entry_id } = entry;
      if (running.has(patient_id)) passed_over.push({ entry_id, because: 'offer_running' });
      else if (had_it.has(entry_id)) passed_over.push({ entry_id, because: 'had_it' });
      else if (busy.has(patient_id)) passed_over.push({ entry_id, because: 'busy' });
      else {
        const judged = await booking.judgeWaiting({ patient_id, account_id, channel, slot_ids: [freed.slot_id] });
        const who = judged.get(freed.slot_id)?.who;
        if (!who) return { entry, passed_over };
        passed_over.push({ entry_id, because: 'rules', rule: who.code });
      }
    }
    return undefined;
  }

  async function makeOffer(
    tx: Tx,
    freed: FreedPlace,
    { place, until, now }: { place: Place; until: Temporal.Instant; now: Temporal.Instant },
  ): Promise<boolean> {
    const chosen = await choose(tx, freed, place);
    if (!chosen) return false;
    const { entry, passed_over } = chosen;
    const moved = await booking.moveFreed(tx, { id: freed.id, from: 'waiting', to: 'offered', now });
    if (!moved || !(await store.moveEntry(tx, { id: entry.id, from: ['waiting'], to: 'offered', now }))) return false;
    const row = {
      id: newId(now.epochMilliseconds),
      entry_id: entry.id,
      patient_id: entry.patient_id,
      freed_place_id: freed.id,
      slot_id: freed.slot_id,
      session_id: freed.session_id,
      offered_at: now,
      expires_at: until,
    };
    await offers.insertOffer(tx, { ...row, passed_over });
    const wall = { day: dayOf(until), time: wallTimeOf(until) };
    await record(tx, offeredFact(entry, row, { place, passed_over, until: wall }, { at: now, actor: SYSTEM }));
    return true;
  }

  /** Offers a place that is set aside to the next person, or gives it back when its time has come. Returns whether it moved. */
  async function passOn(freed: FreedPlace, now: Temporal.Instant): Promise<boolean> {
    const rules = await ground.policy.current();
    const view = await ground.catalog.view();
    const story = async (tx: Tx): Promise<boolean> => {
      const slot = await slotOf(tx, freed.slot_id);
      await store.lockList(tx, slot.department_id);
      const open = (await booking.lockSlot(tx, slot.slot_id))?.open;
      const fresh = (await booking.freedPlaces(tx, { limit: 1, ids: [freed.id], state: 'waiting' }))[0];
      if (!fresh) return false;
      const settings = settingsFor(rules, slot);
      const until =
        open && settings.enabled ? offerUntil({ now, slot_starts_at: slot.starts_at, ...settings }) : undefined;
      if (until && (await makeOffer(tx, fresh, { place: placeOf(slot, view), until, now }))) return true;
      if (until && Temporal.Instant.compare(fresh.return_at, now) > 0) return false;
      return booking.returnFreed(tx, fresh, { at: now, actor: SYSTEM });
    };
    return inTransaction(ground.db, story).catch((error: unknown) => {
      // the patient was offered a place of another department at the same moment: the next round decides anew
      if (ONE_LIVE.includes(violated(error) ?? '')) return false;
      throw error;
    });
  }

  /** An offer and its entry, behind the lock of their list. */
  async function lock(tx: Tx, offer_id: string): Promise<{ offer: OfferRow; entry: EntryRow }> {
    const known = found(await offers.offer(tx, offer_id));
    const { department_id } = found(await store.entry(tx, known.entry_id));
    await store.lockList(tx, department_id);
    return { offer: found(await offers.offer(tx, offer_id)), entry: found(await store.entry(tx, known.entry_id)) };
  }

  /** Somebody else's offer does not exist for this account. */
  async function lockOwn(tx: Tx, offer_id: string, account_id: string | null) {
    const locked = await lock(tx, offer_id);
    if (account_id && !(await ground.people.ownPatientIds(tx, account_id)).includes(locked.offer.patient_id))
      throw new Refusal('not_found');
    return locked;
  }

  function mustBeLive(offer: OfferRow, now: Temporal.Instant): void {
    const over = offer.state === 'live' && Temporal.Instant.compare(offer.expires_at, now) <= 0;
    if (offer.state === 'expired' || over) throw new Refusal('offer_expired');
    if (offer.state !== 'live') throw new Refusal('offer_taken');
  }

  /** Ends an offer that came to nothing: the place is free for the next person, the entry goes where `after` says. */
  async function end(
    tx: Tx,
    { offer, entry }: { offer: OfferRow; entry: EntryRow },
    answer: Exclude<OfferAnswer, 'accepted'>,
    after: { state: EntryState; why?: string | null; missed?: number; refused?: number; waits_from?: Temporal.Instant },
    told: Told,
  ): Promise<EntryRow | undefined> {
    const now = told.at;
    const slot = await slotOf(tx, offer.slot_id);
    await booking.lockSlot(tx, offer.slot_id);
    const ended = await offers.endOffer(tx, { id: offer.id, to: answer, now });
    if (!ended) return undefined;
    const return_at = (await booking.nextReturn({ ...slot, slot_starts_at: slot.starts_at }, now)) ?? now;
    await booking.moveFreed(tx, { id: offer.freed_place_id, from: 'offered', to: 'waiting', now, return_at });
    const moved = found(await store.moveEntry(tx, { id: entry.id, from: ['offered'], to: after.state, now, ...after }));
    const place = placeOf(slot, await ground.catalog.view());
    await record(tx, answeredFact(answer, { entry: moved, offer: ended, place }, told));
    return moved;
  }

  return {
    passOn,
    /** The place becomes a held booking that is to be paid. Accepted again by the same people it is the same booking. */
    async accept(tx: Tx, ask: AcceptAsk): Promise<BookingCard> {
      const { offer, entry } = await lockOwn(tx, ask.offer_id, ask.account_id);
      if (offer.state === 'accepted') return found(await booking.card(tx, offer.booking_id!));
      mustBeLive(offer, ask.now);
      const card = await booking.holdApart(
        tx,
        {
          slot_id: offer.slot_id,
          patient_id: offer.patient_id,
          account_id: ask.account_id,
          actor: ask.actor,
          key: `waitlist-offer:${offer.id}`,
          channel: ask.channel,
          reserve: null,
          symptoms_declared: ask.symptoms_declared,
        },
        'aside',
      );
      const { now } = ask;
      const taken = await booking.moveFreed(tx, { id: offer.freed_place_id, from: 'offered', to: 'taken', now });
      const ended = await offers.endOffer(tx, { id: offer.id, to: 'accepted', now, booking_id: card.id });
      const moved = await store.moveEntry(tx, {
        id: entry.id,
        from: ['offered'],
        to: 'booked',
        now,
        booking_id: card.id,
      });
      if (!taken || !ended || !moved) throw new Refusal('offer_taken');
      const place = placeOf(await slotOf(tx, offer.slot_id), await ground.catalog.view());
      await record(tx, answeredFact('accepted', { entry: moved, offer: ended, place }, { at: now, actor: ask.actor }));
      return card;
    },
    /** `stay`: waits on, in the same position; not for this slot again. */
    async refuse(
      tx: Tx,
      ask: { offer_id: string; account_id: string | null; stay: boolean } & Told,
    ): Promise<{ entry_id: string }> {
      const locked = await lockOwn(tx, ask.offer_id, ask.account_id);
      mustBeLive(locked.offer, ask.at);
      const after = afterRefusing(locked.entry, ask.stay);
      await end(tx, locked, 'refused', { ...after, why: after.state === 'refused' ? 'refused' : null }, ask);
      return { entry_id: locked.entry.id };
    },
    /** Ends an offer whose time is over, or whose session was closed meanwhile. Once: false when somebody was first. */
    async endDead(offer_id: string, now: Temporal.Instant, closed: boolean): Promise<boolean> {
      return inTransaction(ground.db, async (tx) => {
        const locked = await lock(tx, offer_id);
        const { offer, entry } = locked;
        const told = { at: now, actor: SYSTEM };
        if (offer.state !== 'live') return false;
        if (closed) return (await end(tx, locked, 'withdrawn', { state: 'waiting' }, told)) !== undefined;
        if (Temporal.Instant.compare(offer.expires_at, now) > 0) return false;
        const after = afterMissing(entry, now);
        const why = after.state === 'expired' ? 'missed' : null;
        return (await end(tx, locked, 'expired', { ...after, why }, told)) !== undefined;
      });
    },
    /** Ends a wish, and the offer it may have running; undefined when it had ended before. */
    async endEntry(
      tx: Tx,
      ask: { id: string; to: 'left' | 'purged' | 'fulfilled'; why: string | null; booking_id?: string } & Told,
    ): Promise<EntryRow | undefined> {
      const { department_id } = found(await store.entry(tx, ask.id));
      await store.lockList(tx, department_id);
      const entry = found(await store.entry(tx, ask.id));
      const offer = (await offers.newestOffers(tx, [ask.id])).get(ask.id);
      if (offer?.state === 'live')
        await end(tx, { offer, entry }, ask.to === 'left' ? 'refused' : 'withdrawn', { state: 'waiting' }, ask);
      const { to, why, at: now, booking_id } = ask;
      const ended = await store.moveEntry(tx, {
        id: ask.id,
        from: ['waiting'],
        to,
        why,
        now,
        ...(booking_id ? { booking_id } : {}),
      });
      if (ended) await record(tx, endedFact(to, ended, { at: now, actor: ask.actor }));
      return ended;
    },
  };
}
export type OfferService = ReturnType<typeof offerService>;
