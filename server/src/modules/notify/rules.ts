/** Which facts are told to the patient's accounts, and what of them is kept. Pure. */
import type { FactRow } from '../../kernel/index.ts';
import { type NoticeKind, noticeKinds } from './facts.ts';

/** What the words need; ids are named when read. */
export interface NoticeParams {
  date?: string;
  starts?: string;
  department_id?: string;
  doctor_id?: string;
  room_id?: string;
  ticket_id?: string;
  /** The ticket's number. */
  number?: string;
  /** The number it had before it went to another department. */
  former_number?: string;
  service_point_id?: string | null;
  /** How many are called before this ticket. */
  people_ahead?: number;
  /** Who cancelled. */
  by?: 'patient' | 'desk' | 'hospital';
  reason?: string;
  refund_fen?: number;
  /** Until when an offered place is kept, as the hospital's wall clock. */
  expires_day?: string;
  expires_time?: string;
  /** Where a wish of the waiting list stands after its offer. */
  entry_state?: string;
  /** Why it ended. */
  why?: string | null;
  /** RFC 3339; null: there is nothing to pay. */
  pay_by?: string | null;
  /** Of a closure: closure or substitution, until when to choose (RFC 3339), and who takes over; of a ticket: for what. */
  kind?: string;
  deadline?: string;
  substitute_doctor_id?: string | null;
}
export interface Notice {
  kind: NoticeKind;
  booking_id: string | null;
  patient_id: string;
  params: NoticeParams;
}

const kept = [
  'date',
  'starts',
  'department_id',
  'doctor_id',
  'room_id',
  'ticket_id',
  'number',
  'former_number',
  'service_point_id',
  'people_ahead',
  'by',
  'reason',
  'refund_fen',
  'pay_by',
  'expires_day',
  'expires_time',
  'entry_state',
  'why',
  'kind',
  'deadline',
  'substitute_doctor_id',
] as const;

function bookingOf(fact: FactRow): string | null {
  const { booking_id, payable_kind, payable_id } = fact.data;
  if (typeof booking_id === 'string') return booking_id;
  if (payable_kind === 'booking' && typeof payable_id === 'string') return payable_id;
  return fact.subject.startsWith('booking:') ? fact.subject.slice('booking:'.length) : null;
}

/** The notice that a fact calls for, or undefined. */
export function noticeOf(fact: FactRow): Notice | undefined {
  const kind = noticeKinds.find((one) => one === fact.kind);
  if (!kind || !fact.patient) return undefined;
  // A hold that was let go unpaid is the patient's own act, seen on the spot.
  if (kind === 'booking.cancelled' && fact.data.from === 'held' && fact.data.by === 'patient') return undefined;
  // Only a call that was taken back concerns the patient, who may be on the way.
  if (kind === 'ticket.undone' && (fact.data.undone !== 'call' || fact.data.state !== 'waiting')) return undefined;
  // Another doctor at the same time and place is told by its closure.
  if (kind === 'booking.moved' && fact.data.from_slot_id === fact.data.slot_id) return undefined;
  const params = Object.fromEntries(kept.filter((name) => name in fact.data).map((name) => [name, fact.data[name]]));
  return { kind, booking_id: bookingOf(fact), patient_id: fact.patient, params };
}
