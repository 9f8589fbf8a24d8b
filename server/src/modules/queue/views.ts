/** Rows to the contract's shapes. Names are given in the reader's language; patients are masked. */
import type { TicketView } from '@menzhen/contract';
import { ageOn, wallTimeOf } from '../../kernel/index.ts';
import type { Names, PatientName } from './ports.ts';
import type { Placed } from './rules.ts';
import type { LineRow, TicketRow } from './tables.ts';
import { type Locale, stateSentence, whyHere } from './words.ts';

/** What a view needs beside the row; read once for a whole list. */
export interface ViewGround {
  names: Names;
  patients: Map<string, PatientName>;
  placed: Map<string, Placed<LineRow>>;
  locale: Locale;
}

export const nameIn = (named: { name: string; name_en?: string } | undefined, locale: Locale): string =>
  (locale === 'en' ? named?.name_en || named?.name : named?.name) ?? '';

function why(ground: ViewGround, ticket: TicketRow): string {
  if (ticket.state !== 'waiting') return stateSentence(ticket.state, ground.locale);
  const placed = ground.placed.get(ticket.id);
  return placed ? whyHere(placed.reason, ground.locale) : '';
}

export function ticketView(ground: ViewGround, ticket: TicketRow): TicketView {
  const { names, patients, placed, locale } = ground;
  const patient = patients.get(ticket.patient_id);
  return {
    id: ticket.id,
    number: ticket.number,
    state: ticket.state,
    booking_id: ticket.booking_id,
    session_id: ticket.session_id,
    patient_id: ticket.patient_id,
    patient_name_masked: patient?.name_masked ?? '',
    patient_sex: patient?.sex ?? '',
    patient_age_years: patient ? ageOn(patient.birth_date, ticket.date) : 0,
    department_id: ticket.department_id,
    department_name: nameIn(names.department(ticket.department_id), locale),
    doctor_name: nameIn(names.doctor(ticket.doctor_id), locale),
    room_id: ticket.room_id,
    room_name: names.room(ticket.room_id)?.name ?? '',
    slot_starts: wallTimeOf(ticket.slot_starts_at),
    checked_in_at: ticket.checked_in_at.toString(),
    called_at: ticket.called_at?.toString() ?? null,
    calls: ticket.calls,
    started_at: ticket.started_at?.toString() ?? null,
    position: placed.get(ticket.id)?.position ?? null,
    why_here: why(ground, ticket),
  };
}
