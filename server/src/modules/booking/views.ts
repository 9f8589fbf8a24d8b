/** A booking as the contract shows it, put together from what each room knows of it. */
import type { BookingView } from '@menzhen/contract';
import { ageOn, dayOf, instantOf, type Locale, textOf } from '../../kernel/index.ts';
import { type CatalogView, nameIn } from '../catalog/index.ts';
import type { PatientCard } from '../people/index.ts';
import type { PaymentSummary } from '../payment/index.ts';
import { cancelUntil, type Rules } from '../policy/index.ts';
import { visitOf } from './judging.ts';
import { qrText } from './rules.ts';
import type { BookingCard } from './tables.ts';

export interface BookingViewGround {
  now: Temporal.Instant;
  catalog: CatalogView;
  patients: Map<string, PatientCard>;
  payments: Map<string, PaymentSummary>;
  tickets: Map<string, string>;
  policyOf: (version: number) => Rules;
  windows: Map<string, { from: Temporal.Instant; until: Temporal.Instant }>;
  masked: boolean;
  locale: Locale;
}

function paymentOf(card: BookingCard, summary: PaymentSummary | undefined): BookingView['payment'] {
  if (summary) return summary.state;
  if (card.fee_fen === 0) return 'not_due';
  return 'unpaid';
}

/** Until when the patient may cancel by the rules the booking was made under. */
function cancelInstant(ground: BookingViewGround, card: BookingCard): Temporal.Instant | null {
  const { data, calendar } = ground.policyOf(card.policy_version);
  const until = cancelUntil(data, visitOf(card, ground.catalog), calendar);
  return until && instantOf(until.day, until.time);
}

export function bookingView(ground: BookingViewGround, card: BookingCard): BookingView {
  const { catalog, now, locale } = ground;
  const patient = ground.patients.get(card.patient_id);
  const doctor = catalog.doctor(card.doctor_id);
  const department = catalog.department(card.department_id);
  const visitType = catalog.visitType(card.visit_type_id);
  const payment = ground.payments.get(card.id);
  const cancel_until = cancelInstant(ground, card);
  const window = ground.windows.get(card.id)!;
  const earlier = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;
  return {
    id: card.id,
    state: card.state,
    serial: card.serial,
    patient_id: card.patient_id,
    patient_name: (ground.masked ? patient?.name_masked : patient?.name) ?? '',
    patient_sex: patient?.sex ?? '',
    patient_age_years: patient ? ageOn(patient.birth_date, dayOf(now)) : 0,
    payer_class: card.payer_class,
    session_id: card.session_id,
    slot_id: card.slot_id,
    date: card.date,
    half_day: card.half_day,
    starts: card.starts,
    ends: card.ends,
    department_id: card.department_id,
    department_name: nameIn(department, locale),
    doctor_id: card.doctor_id,
    doctor_name: nameIn(doctor, locale),
    doctor_title: doctor?.title ?? '',
    room_name: catalog.room(card.room_id)?.name ?? '',
    location: department?.location ?? '',
    visit_type_name: nameIn(visitType, locale),
    fee_fen: card.fee_fen,
    fee_parts: card.fee_parts,
    payment: paymentOf(card, payment),
    refund_fen: payment?.refund_fen ?? 0,
    channel: card.channel,
    reserve: card.reserve,
    policy_version: card.policy_version,
    held_until: card.state === 'held' ? textOf(card.held_until) : null,
    cancel_until: cancel_until && textOf(cancel_until),
    can_cancel:
      card.state === 'held' ||
      ((card.state === 'booked' || card.state === 'checked_in') && cancel_until !== null && earlier(now, cancel_until)),
    check_in_from: textOf(window.from),
    check_in_until: textOf(window.until),
    can_check_in:
      card.state === 'booked' &&
      card.session_state === 'open' &&
      !earlier(now, window.from) &&
      !earlier(window.until, now),
    qr_text: qrText(card.id),
    created_at: textOf(card.created_at),
    ticket_no: ground.tickets.get(card.id) ?? null,
    cancel_reason: card.cancel_reason,
  };
}
