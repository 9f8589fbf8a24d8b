/** Facts of places given to a person for a reason: extra places, follow-ups, and what was kept and why one was let into it. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { BookingCard } from './tables.ts';

const visit = {
  booking_id: Type.String(),
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  date: Type.String(),
  starts: Type.String(),
};

/** Kind -> schema of its data. */
export const extraFacts = {
  'extra.given': Type.Object({ ...visit, reason: Type.String(), pay_by: Type.Union([Type.String(), Type.Null()]) }),
  'extra.withdrawn': Type.Object({ ...visit, reason: Type.String() }),
  /** `after`: the visit that it follows. */
  'follow_up.arranged': Type.Object({
    ...visit,
    after: Type.String(),
    pay_by: Type.Union([Type.String(), Type.Null()]),
  }),
  /** The desk let the patient into kept places; the reason where one was asked for. */
  'reserve.granted': Type.Object({
    ...visit,
    /** What the patient was let into, and the partition the place was then taken from. */
    reserve: Type.String(),
    counted_in: Type.String(),
    reason: Type.Union([Type.String(), Type.Null()]),
  }),
};

interface Deed {
  at: Temporal.Instant;
  actor: string;
}
/** Never dated before the booking it tells of: that was made after the request came, and the clock went on meanwhile. */
const told = (kind: keyof typeof extraFacts, card: BookingCard, deed: Deed, data: object): FactInput => ({
  at: Temporal.Instant.compare(deed.at, card.created_at) < 0 ? card.created_at : deed.at,
  actor: deed.actor,
  kind,
  subject: `booking:${card.id}`,
  patient: card.patient_id,
  data: {
    booking_id: card.id,
    session_id: card.session_id,
    department_id: card.department_id,
    doctor_id: card.doctor_id,
    date: card.date,
    starts: card.starts,
    ...data,
  },
});

/** Until when it must be paid; null: it costs nothing. */
const pay = (card: BookingCard) => ({ pay_by: card.fee_fen > 0 ? card.held_until.toString() : null });
export const extraGiven = (card: BookingCard, reason: string, deed: Deed): FactInput =>
  told('extra.given', card, deed, { reason, ...pay(card) });
export const extraWithdrawn = (card: BookingCard, reason: string, deed: Deed): FactInput =>
  told('extra.withdrawn', card, deed, { reason });
export const followUpArranged = (card: BookingCard, after: string, deed: Deed): FactInput =>
  told('follow_up.arranged', card, deed, { after, ...pay(card) });
export const reserveGranted = (
  card: BookingCard,
  granted: { reserve: string; reason: string | null },
  deed: Deed,
): FactInput => told('reserve.granted', card, deed, { ...granted, counted_in: card.pool });
