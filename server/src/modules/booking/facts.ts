/** Facts this room records. `booking.held` is written by the statement that takes the place (migration 0007). */
import { type BookingState, bookingStates } from '@menzhen/contract';
import { Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { BookingCard } from './tables.ts';

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
  channel: Type.String(),
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

/** Kind -> schema of its data. */
export const bookingFacts = Object.fromEntries(
  bookingStates.map((state) => [`booking.${state}`, state === 'held' ? Held : Moved]),
);

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
