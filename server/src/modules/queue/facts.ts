/** The facts of tickets. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { TicketRow } from './tables.ts';

export const ticketFactKinds = [
  'ticket.issued',
  'ticket.called',
  'ticket.recalled',
  'ticket.passed',
  'ticket.returned',
  'ticket.started',
  'ticket.finished',
  'ticket.left',
  // goes along to another session of the same day, and waits there
  'ticket.moved',
  // stays where it is; another doctor has taken the session over
  'ticket.handed_over',
] as const;
export type TicketFactKind = (typeof ticketFactKinds)[number];

/** Data of every ticket fact; instants are RFC 3339. `call_no` counts the calls of this ticket. */
export const TicketFact = Type.Object({
  ticket_id: Type.String(),
  number: Type.String(),
  booking_id: Type.String(),
  session_id: Type.String(),
  department_id: Type.String(),
  doctor_id: Type.String(),
  room_id: Type.String(),
  call_no: Type.Integer(),
  slot_starts_at: Type.String(),
  checked_in_at: Type.String(),
});

/** Kind -> schema of its data. */
export const queueFacts = Object.fromEntries(ticketFactKinds.map((kind) => [kind, TicketFact]));

export interface Deed {
  at: Temporal.Instant;
  /** As `actorName` writes it. */
  actor: string;
  cause?: string | null;
}

export function factOfTicket(kind: TicketFactKind, ticket: TicketRow, deed: Deed): FactInput {
  const data: Static<typeof TicketFact> = {
    ticket_id: ticket.id,
    number: ticket.number,
    booking_id: ticket.booking_id,
    session_id: ticket.session_id,
    department_id: ticket.department_id,
    doctor_id: ticket.doctor_id,
    room_id: ticket.room_id,
    call_no: ticket.calls,
    slot_starts_at: ticket.slot_starts_at.toString(),
    checked_in_at: ticket.checked_in_at.toString(),
  };
  return { ...deed, kind, subject: `ticket:${ticket.id}`, patient: ticket.patient_id, data };
}
