/** Facts this room records. `booking.held` is mostly written by the statement that takes the place (migration 0020). */
import { type BookingState, bookingStates, FeePart } from '@menzhen/contract';
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import { extraFacts } from './facts-extra.ts';
import type { BookingCard, FreedPlace } from './tables.ts';

const Held = Type.Object({
  session_id: Type.String(),
  slot_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  visit_type_id: Type.String(),
  date: Type.String(),
  half_day: Type.String(),
  starts: Type.String(),
  ends: Type.String(),
  serial: Type.Integer(),
  fee_fen: Type.Integer(),
  /** Absent in facts from before fees had parts. */
  fee_parts: Type.Optional(Type.Array(FeePart)),
  channel: Type.String(),
  /** Since version 2 of the hospital's pools; absent before. */
  reserve: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  policy_version: Type.Integer(),
  payer_class: Type.String(),
  account_id: Type.Union([Type.String(), Type.Null()]),
});
const Moved = Type.Object({
  from: Type.String(),
  date: Type.String(),
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  starts: Type.String(),
  by: Type.Optional(Type.String()),
  reason: Type.Optional(Type.String()),
});

const Place = Type.Object({
  freed_place_id: Type.String(),
  slot_id: Type.String(),
  session_id: Type.String(),
  pool: Type.String(),
  booking_id: Type.Union([Type.String(), Type.Null()]),
});

/** A booking that stands elsewhere than before: in another place, or before another doctor. `state` is where it is now. */
const Placed = Type.Object({
  from: Type.String(),
  state: Type.String(),
  session_id: Type.String(),
  slot_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  visit_type_id: Type.String(),
  date: Type.String(),
  half_day: Type.String(),
  starts: Type.String(),
  ends: Type.String(),
  serial: Type.Integer(),
  reserve: Type.Union([Type.String(), Type.Null()]),
  from_session_id: Type.String(),
  from_slot_id: Type.String(),
  from_serial: Type.Integer(),
  from_doctor_id: Type.String(),
  from_date: Type.String(),
  from_starts: Type.String(),
});

/** Kind -> schema of its data. */
export const bookingFacts = {
  'booking.moved': Placed,
  ...Object.fromEntries(bookingStates.map((state) => [`booking.${state}`, state === 'held' ? Held : Moved])),
  'place.set_aside': Place,
  'place.returned': Place,
  ...extraFacts,
};

export interface MoveAsk {
  to: BookingState;
  at: Temporal.Instant;
  actor: string;
  cause?: string | null | undefined;
  reason?: string | undefined;
  cancelled_by?: 'patient' | 'desk' | 'hospital' | undefined;
}

export const bookingMoved = (card: BookingCard, ask: MoveAsk): FactInput => ({
  at: ask.at,
  kind: `booking.${ask.to}`,
  subject: `booking:${card.id}`,
  patient: card.patient_id,
  actor: ask.actor,
  cause: ask.cause ?? null,
  data: {
    from: card.state,
    date: card.date,
    session_id: card.session_id,
    department_id: card.department_id,
    doctor_id: card.doctor_id,
    starts: card.starts,
    ...(ask.cancelled_by ? { by: ask.cancelled_by } : {}),
    ...(ask.reason ? { reason: ask.reason } : {}),
  },
});

/** From one place to another, or from one doctor to another. */
export const bookingPlaced = (
  before: BookingCard,
  card: BookingCard,
  told: { at: Temporal.Instant; actor: string; cause?: string | null | undefined },
): FactInput => ({
  at: told.at,
  kind: 'booking.moved',
  subject: `booking:${card.id}`,
  patient: card.patient_id,
  actor: told.actor,
  cause: told.cause ?? null,
  data: {
    from: before.state,
    state: card.state,
    session_id: card.session_id,
    slot_id: card.slot_id,
    department_id: card.department_id,
    doctor_id: card.doctor_id,
    room_id: card.room_id,
    visit_type_id: card.visit_type_id,
    date: card.date,
    half_day: card.half_day,
    starts: card.starts,
    ends: card.ends,
    serial: card.serial,
    reserve: card.reserve,
    from_session_id: before.session_id,
    from_slot_id: before.slot_id,
    from_serial: before.serial,
    from_doctor_id: before.doctor_id,
    from_date: before.date,
    from_starts: before.starts,
  },
});

/** A place taken one by one: out of what was set aside, or as an extra one. */
export const bookingHeld = (card: BookingCard, actor: string): FactInput => ({
  at: card.created_at,
  kind: 'booking.held',
  subject: `booking:${card.id}`,
  patient: card.patient_id,
  actor,
  data: {
    session_id: card.session_id,
    slot_id: card.slot_id,
    department_id: card.department_id,
    doctor_id: card.doctor_id,
    room_id: card.room_id,
    visit_type_id: card.visit_type_id,
    date: card.date,
    half_day: card.half_day,
    starts: card.starts,
    ends: card.ends,
    serial: card.serial,
    fee_fen: card.fee_fen,
    fee_parts: card.fee_parts,
    channel: card.channel,
    reserve: card.reserve,
    policy_version: card.policy_version,
    payer_class: card.payer_class,
    account_id: card.account_id,
  },
});

export const placeFact = (
  what: 'set_aside' | 'returned',
  place: FreedPlace,
  told: { at: Temporal.Instant; actor: string },
): FactInput => ({
  ...told,
  kind: `place.${what}`,
  subject: `freed_place:${place.id}`,
  data: {
    freed_place_id: place.id,
    slot_id: place.slot_id,
    session_id: place.session_id,
    pool: place.pool,
    booking_id: place.booking_id,
  },
});
