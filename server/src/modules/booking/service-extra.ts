/** Extra places (加号): one more than the session has, for a named person and a reason, within the policy's limits. */
import { record, Refusal, type Tx } from '../../kernel/index.ts';
import type { SlotCard } from '../scheduling/index.ts';
import { extraGiven, extraWithdrawn, followUpArranged, reserveGranted } from './facts-extra.ts';
import { extrasBySession, recount, usedPools } from './store-check.ts';
import * as store from './store-extra.ts';
import type { BookingCard, Channel, Reserve } from './tables.ts';

interface Deed {
  at: Temporal.Instant;
  actor: string;
}
interface ApartAsk {
  slot_id: string;
  patient_id: string;
  account_id: null;
  actor: string;
  key: string;
  channel: Channel;
  reserve: Reserve;
}
type HoldApart = (tx: Tx, ask: ApartAsk, place: 'extra') => Promise<BookingCard>;

export interface GiveAsk extends Deed {
  slot: Pick<SlotCard, 'slot_id' | 'session_id' | 'doctor_id' | 'date'>;
  patient_id: string;
  key: string;
  reason: string;
  limits: { per_session: number; per_doctor_day: number };
}

export function extraService(holdApart: HoldApart) {
  return {
    /** @throws Refusal extra_limit_session, extra_limit_doctor_day, and whatever refuses a booking */
    async giveExtra(tx: Tx, ask: GiveAsk): Promise<BookingCard> {
      const { slot, limits, reason, at, actor } = ask;
      await store.lockDoctorDay(tx, slot.doctor_id, slot.date);
      const standing = await store.extrasStanding(tx, slot);
      if (standing.in_session >= limits.per_session)
        throw new Refusal('extra_limit_session', {
          zh: { limit: limits.per_session },
          en: { limit: limits.per_session },
        });
      if (standing.of_doctor >= limits.per_doctor_day)
        throw new Refusal('extra_limit_doctor_day', {
          zh: { limit: limits.per_doctor_day },
          en: { limit: limits.per_doctor_day },
        });
      const { patient_id, key } = ask;
      const hold = { slot_id: slot.slot_id, patient_id, account_id: null, actor, key, reserve: 'extra' } as const;
      const card = await holdApart(tx, { ...hold, channel: 'counter' }, 'extra');
      // asked again with the same key: given before
      if (await store.extraOf(tx, card.id)) return card;
      const { session_id, doctor_id, date } = slot;
      await store.insertExtra(tx, {
        booking_id: card.id,
        session_id,
        doctor_id,
        date,
        reason,
        given_by: actor,
        given_at: at,
      });
      await record(tx, extraGiven(card, reason, { at, actor }));
      return card;
    },
    /** Notes who took it back and why; the booking itself is cancelled by the journey. */
    async noteExtraWithdrawn(tx: Tx, card: BookingCard, ask: Deed & { reason: string }): Promise<void> {
      const { reason, at, actor } = ask;
      await store.withdrawExtra(tx, { booking_id: card.id, by: actor, at, reason });
      await record(tx, extraWithdrawn(card, reason, { at, actor }));
    },
    async noteFollowUp(tx: Tx, card: BookingCard, ask: Deed & { after: string }): Promise<void> {
      await noteOnce(tx, card, 'follow_up.arranged', () =>
        record(tx, followUpArranged(card, ask.after, { at: ask.at, actor: ask.actor })),
      );
    },
    async noteReserve(
      tx: Tx,
      card: BookingCard,
      ask: Deed & { reserve: string; reason: string | null },
    ): Promise<void> {
      const { at, actor, ...granted } = ask;
      await noteOnce(tx, card, 'reserve.granted', () => record(tx, reserveGranted(card, granted, { at, actor })));
    },
    extraOf: store.extraOf,
    extras: store.extras,
    extrasStanding: store.extrasStanding,
    extrasBySession,
    usedPools,
    recount,
  };
}

/** The place was taken by the batch, in a transaction of its own; a repeated request must not tell of it twice. */
async function noteOnce(tx: Tx, card: BookingCard, kind: string, note: () => Promise<unknown>): Promise<void> {
  if (!(await store.isNoted(tx, card.id, kind))) await note();
}
