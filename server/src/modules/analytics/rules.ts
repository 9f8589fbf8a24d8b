/**
 * What a fact changes in the projection, as values. Pure. Facts are read in (tx, seq) order, which need not be the order in
 * which one booking moved, so nothing here depends on it: milestones keep the earliest, states and places the highest seq.
 */
import { type FactRow, dayOf } from '../../kernel/index.ts';

export const milestones = [
  'held',
  'booked',
  'checked_in',
  'called',
  'in_consultation',
  'finished',
  'cancelled',
  'expired',
  'no_show',
] as const;
export type Milestone = (typeof milestones)[number];

export interface BookingChange {
  booking_id: string;
  patient_id: string | null;
  state: Milestone;
  state_seq: number;
  /** The patient is expected anew on another day: what was before does not count as having come. */
  anew: boolean;
  at: string;
  date: string | null;
  department_id: string | null;
  doctor_id: string | null;
  session_id: string | null;
  visit_type_id: string | null;
  starts: string | null;
  fee_fen: number | null;
}
export interface PaymentChange {
  fact_seq: number;
  kind: 'paid' | 'refunded';
  date: string;
  booking_id: string | null;
  amount_fen: number;
}
export interface NameChange {
  kind: string;
  id: string;
  seq: number;
  name: string;
  name_en: string;
}
export interface Changes {
  bookings: BookingChange[];
  payments: PaymentChange[];
  names: NameChange[];
  as_of: string | null;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const whole = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const isMilestone = (word: string): word is Milestone => (milestones as readonly string[]).includes(word);

function bookingChange(fact: FactRow): BookingChange | undefined {
  const [subject, booking_id] = fact.subject.split(':');
  const { data } = fact;
  // a moved booking stays where it is in its life, and stands in another place
  const moved = fact.kind === 'booking.moved';
  const state = moved ? (text(data.state) ?? '') : fact.kind.slice('booking.'.length);
  if (subject !== 'booking' || !booking_id || !isMilestone(state)) return undefined;
  return {
    booking_id,
    patient_id: fact.patient ?? null,
    state,
    state_seq: fact.seq,
    anew: moved && data.from !== state,
    at: fact.at.toString(),
    date: text(data.date),
    department_id: text(data.department_id),
    doctor_id: text(data.doctor_id),
    session_id: text(data.session_id),
    visit_type_id: text(data.visit_type_id),
    starts: text(data.starts),
    fee_fen: whole(data.fee_fen),
  };
}

/** Money in and out, under the hospital day on which it moved. */
function paymentChange(fact: FactRow): PaymentChange {
  const paid = fact.kind === 'payment.paid';
  return {
    fact_seq: fact.seq,
    kind: paid ? 'paid' : 'refunded',
    date: dayOf(fact.at),
    booking_id: fact.data.payable_kind === 'booking' ? text(fact.data.payable_id) : null,
    amount_fen: whole(paid ? fact.data.amount_fen : fact.data.refund_fen) ?? 0,
  };
}

function nameChange(fact: FactRow): NameChange | undefined {
  const id = text(fact.data.id);
  const name = text(fact.data.name);
  if (!id || !name) return undefined;
  return { kind: fact.kind.split('.')[0]!, id, seq: fact.seq, name, name_en: text(fact.data.name_en) ?? name };
}

const isNaming = (kind: string): boolean => /^(department|doctor)\.(added|changed)$/.test(kind);

export function changesOf(facts: readonly FactRow[]): Changes {
  const bookings = facts.filter((fact) => fact.kind.startsWith('booking.')).map(bookingChange);
  const names = facts.filter((fact) => isNaming(fact.kind)).map(nameChange);
  const money = facts.filter((fact) => fact.kind === 'payment.paid' || fact.kind === 'refund.succeeded');
  const newest = facts
    .map((fact) => fact.at)
    .toSorted(Temporal.Instant.compare)
    .at(-1);
  return {
    bookings: bookings.filter((change) => change !== undefined),
    payments: money.map(paymentChange),
    names: names.filter((change) => change !== undefined),
    as_of: newest?.toString() ?? null,
  };
}
