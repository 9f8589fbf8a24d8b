/** The facts of tickets and of the places where they stand. */
import { type Static, Type } from 'typebox';
import type { FactInput } from '../../kernel/index.ts';
import type { TicketAct } from './rules-undo.ts';
import type { PointRow, TicketRow } from './tables.ts';

/** Each act and its fact. */
export const factOfAct = {
  issue: 'ticket.issued',
  call: 'ticket.called',
  recall: 'ticket.recalled',
  pass: 'ticket.passed',
  return: 'ticket.returned',
  hold: 'ticket.held',
  resume: 'ticket.resumed',
  start: 'ticket.started',
  // for a test; the visit stays open
  send_out: 'ticket.sent_out',
  // back with results
  back: 'ticket.back',
  // to another room, doctor, department or service point; `reason` says why
  transfer: 'ticket.transferred',
  urgency: 'ticket.urgency_set',
  class: 'ticket.class_set',
  place: 'ticket.placed',
  finish: 'ticket.finished',
  leave: 'ticket.left',
  // stays where it is; another doctor has taken the session over
  hand_over: 'ticket.handed_over',
  // `from` and `state` say from where and to where
  undo: 'ticket.undone',
} as const satisfies Record<TicketAct, string>;

export const ticketFactKinds = [
  ...Object.values(factOfAct),
  // goes along to another session of the same day with its booking, and waits there
  'ticket.moved',
  // few people are ahead: get ready; once per ticket
  'ticket.near',
] as const;

/** They say again, or beforehand, what is true anyway: nobody stands elsewhere after them, and no wait is another. */
const MOVING_NOBODY: readonly string[] = ['ticket.recalled', 'ticket.near'];
/** After these a line may stand differently. */
export const movingKinds: readonly string[] = ticketFactKinds.filter((kind) => !MOVING_NOBODY.includes(kind));

export type TicketFactKind = (typeof ticketFactKinds)[number];

const orNull = Type.Union([Type.String(), Type.Null()]);
/**
 * Data of every ticket fact; instants are RFC 3339. `call_no` counts the calls of this ticket. Version 2: of any kind of
 * service; in version 1 all were visits, and booking, session, doctor, room and slot were always there.
 */
export const TicketFact = Type.Object({
  ticket_id: Type.String(),
  number: Type.String(),
  kind: Type.Optional(Type.String()),
  booking_id: orNull,
  session_id: orNull,
  service_point_id: Type.Optional(orNull),
  department_id: Type.String(),
  doctor_id: orNull,
  room_id: orNull,
  call_no: Type.Integer(),
  slot_starts_at: orNull,
  checked_in_at: Type.String(),
  urgency: Type.Optional(Type.Integer()),
  class: Type.Optional(orNull),
  round: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
  from: Type.Optional(Type.String()),
  state: Type.Optional(Type.String()),
  undone: Type.Optional(Type.String()),
  former_number: Type.Optional(Type.String()),
  people_ahead: Type.Optional(Type.Integer()),
});
type Told = Pick<Static<typeof TicketFact>, 'reason' | 'from' | 'state' | 'undone' | 'former_number' | 'people_ahead'>;

const PointFact = Type.Object({
  service_point_id: Type.String(),
  kind: Type.String(),
  department_id: Type.String(),
  name: Type.String(),
  is_open: Type.Boolean(),
  room_ids: Type.Array(Type.String()),
});
const KindFact = Type.Object({ code: Type.String(), name: Type.String() });

/** Kind -> schema of its data. */
export const queueFacts = {
  ...Object.fromEntries(ticketFactKinds.map((kind) => [kind, TicketFact])),
  'service_point.created': PointFact,
  'service_point.changed': PointFact,
  'service_kind.created': KindFact,
  'service_kind.changed': KindFact,
};

export interface Deed {
  at: Temporal.Instant;
  /** As `actorName` writes it. */
  actor: string;
  cause?: string | null;
}

export function factOfTicket(kind: TicketFactKind, ticket: TicketRow, deed: Deed, told: Told = {}): FactInput {
  const data: Static<typeof TicketFact> = {
    ticket_id: ticket.id,
    number: ticket.number,
    kind: ticket.kind,
    booking_id: ticket.booking_id,
    session_id: ticket.session_id,
    service_point_id: ticket.service_point_id,
    department_id: ticket.department_id,
    doctor_id: ticket.doctor_id,
    room_id: ticket.room_id,
    call_no: ticket.calls,
    slot_starts_at: ticket.slot_starts_at?.toString() ?? null,
    checked_in_at: ticket.checked_in_at.toString(),
    urgency: ticket.urgency,
    class: ticket.class,
    round: ticket.round,
    ...told,
  };
  return { ...deed, version: 2, kind, subject: `ticket:${ticket.id}`, patient: ticket.patient_id, data };
}

export const factOfPoint = (verb: 'created' | 'changed', point: PointRow, deed: Deed): FactInput => ({
  ...deed,
  kind: `service_point.${verb}`,
  subject: `service_point:${point.id}`,
  data: {
    service_point_id: point.id,
    kind: point.kind,
    department_id: point.department_id,
    name: point.name,
    is_open: point.is_open,
    room_ids: point.room_ids,
  },
});
