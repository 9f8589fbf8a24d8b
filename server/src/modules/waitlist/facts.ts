/** Facts this room records: what becomes of every wish, and the demand that found no place. */
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { EntryRow, OfferRow, PassedOver, Place } from './tables.ts';

const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()]);
const entryData = {
  entry_id: Type.String(),
  kind: Type.String(),
  department_id: Type.String(),
  doctor_id: OrNull(Type.String()),
  session_id: OrNull(Type.String()),
  from_date: Type.String(),
  to_date: Type.String(),
  class: Type.String(),
  class_rank: Type.Integer(),
};
const Joined = Type.Object({ ...entryData, channel: Type.String(), because: Type.Optional(Type.String()) });
const Ended = Type.Object({ ...entryData, booking_id: OrNull(Type.String()), why: OrNull(Type.String()) });
const offerData = {
  ...entryData,
  offer_id: Type.String(),
  freed_place_id: Type.String(),
  slot_id: Type.String(),
  expires_at: Type.String(),
};
const Offered = Type.Object({
  ...offerData,
  date: Type.String(),
  starts: Type.String(),
  expires_day: Type.String(),
  expires_time: Type.String(),
  passed_over: Type.Array(Type.Object({ entry_id: Type.String(), because: Type.String() })),
});
const Answered = Type.Object({
  ...offerData,
  date: Type.String(),
  starts: Type.String(),
  booking_id: OrNull(Type.String()),
  entry_state: Type.String(),
});
const Unmet = Type.Object({
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  date: Type.String(),
  half_day: Type.String(),
  asks: Type.Integer(),
  people: Type.Integer(),
});

const endings = ['left', 'purged', 'fulfilled'] as const;
const answers = ['accepted', 'refused', 'expired', 'withdrawn'] as const;
export type Ending = (typeof endings)[number];
export type OfferAnswer = (typeof answers)[number];

/** Kind -> schema of its data. */
export const waitlistFacts = {
  'waitlist.joined': Joined,
  'waitlist.offered': Offered,
  ...Object.fromEntries(answers.map((answer) => [`waitlist.${answer}`, Answered])),
  ...Object.fromEntries(endings.map((ending) => [`waitlist.${ending}`, Ended])),
  'demand.unmet': Unmet,
};

export interface Told {
  at: Temporal.Instant;
  actor: string;
}
type Entry = Omit<EntryRow, 'waits_from' | 'missed' | 'refused' | 'state' | 'state_at' | 'ended_why' | 'booking_id'>;
const dataOf = (entry: Entry) => ({
  entry_id: entry.id,
  kind: entry.kind,
  department_id: entry.department_id,
  doctor_id: entry.doctor_id,
  session_id: entry.session_id,
  from_date: entry.from_date,
  to_date: entry.to_date,
  class: entry.class,
  class_rank: entry.class_rank,
});
/** Never dated before what the wish came through last. */
const about = (entry: Pick<Entry, 'id' | 'patient_id'> & Partial<Pick<EntryRow, 'state_at'>>, told: Told) => ({
  at: entry.state_at && Temporal.Instant.compare(told.at, entry.state_at) < 0 ? entry.state_at : told.at,
  actor: told.actor,
  subject: `waitlist_entry:${entry.id}`,
  patient: entry.patient_id,
});

/** `because`: the reason the desk gave for counting the patient as referred. */
export const joinedFact = (entry: Entry, told: Told, because: string | null): FactInput => ({
  ...about(entry, told),
  kind: 'waitlist.joined',
  data: { ...dataOf(entry), channel: entry.channel, ...(because ? { because } : {}) },
});

type Offer = Omit<OfferRow, 'state' | 'booking_id'>;
/** The place's own day, time and doctor go along, so that a message can be made from them. */
const offerOf = (entry: Entry, offer: Offer, place: Place) => ({
  ...dataOf(entry),
  doctor_id: place.doctor_id,
  date: place.date,
  starts: place.starts,
  offer_id: offer.id,
  freed_place_id: offer.freed_place_id,
  slot_id: offer.slot_id,
  session_id: offer.session_id,
  expires_at: offer.expires_at.toString(),
});

/** `until`: until when it stands, as the hospital's wall clock. */
export const offeredFact = (
  entry: EntryRow,
  offer: Offer,
  more: { place: Place; passed_over: PassedOver[]; until: { day: string; time: string } },
  told: Told,
): FactInput => ({
  ...about(entry, told),
  kind: 'waitlist.offered',
  data: {
    ...offerOf(entry, offer, more.place),
    expires_day: more.until.day,
    expires_time: more.until.time,
    passed_over: more.passed_over,
  },
});

/** `entry_state`: where the wish stands after the answer. */
export const answeredFact = (
  answer: OfferAnswer,
  { entry, offer, place }: { entry: EntryRow; offer: OfferRow; place: Place },
  told: Told,
): FactInput => ({
  ...about(entry, told),
  kind: `waitlist.${answer}`,
  data: { ...offerOf(entry, offer, place), booking_id: offer.booking_id, entry_state: entry.state },
});

export const endedFact = (ending: Ending, entry: EntryRow, told: Told): FactInput => ({
  ...about(entry, told),
  kind: `waitlist.${ending}`,
  data: { ...dataOf(entry), booking_id: entry.booking_id, why: entry.ended_why },
});

export interface UnmetCount {
  session_id: string;
  department_id: string;
  doctor_id: string;
  date: string;
  half_day: string;
  /** Asks for a place that were refused for want of one, and the patients they were for. */
  asks: number;
  people: number;
}
export const unmetFact = (count: UnmetCount, told: Told): FactInput => ({
  ...told,
  kind: 'demand.unmet',
  subject: `session:${count.session_id}`,
  data: { ...count },
});
