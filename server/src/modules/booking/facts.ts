/** Facts this room records. `booking.held` is written by the statement that takes the place (migration 0007). */
import type { BookingState } from '@menzhen/contract';
import type { FactInput } from '../../kernel/index.ts';
import type { BookingCard } from './tables.ts';

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
