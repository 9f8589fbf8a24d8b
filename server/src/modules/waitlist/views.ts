/** What phones and desks are shown of an entry. */
import type { WaitlistChance, WaitlistEntry, WaitlistOffer } from '@menzhen/contract';
import type { Locale } from '../../kernel/index.ts';
import { type CatalogView, feeParts, feeSum, nameIn } from '../catalog/index.ts';
import type { PatientCard } from '../people/index.ts';
import { type SlotCard, withOwnFee } from '../scheduling/index.ts';
import type { EntryRow, OfferRow } from './tables.ts';

export interface EntryViewGround {
  catalog: CatalogView;
  patients: Map<string, PatientCard>;
  offers: Map<string, OfferRow>;
  slots: Map<string, SlotCard>;
  /** Of entries that still wait. */
  positions: Map<string, { position: number; waiting: number }>;
  /** Of those asked for; null: nothing is known. */
  chances: Map<string, WaitlistChance | null>;
  masked: boolean;
  locale: Locale;
}

function feeOf(catalog: CatalogView, slot: SlotCard, patient: PatientCard | undefined): number {
  const type = catalog.visitType(slot.visit_type_id);
  if (!type || !patient) return 0;
  return feeSum(feeParts(withOwnFee(type, slot), patient.payer_class));
}

function offerView(ground: EntryViewGround, offer: OfferRow): WaitlistOffer | null {
  const { catalog, locale } = ground;
  const slot = ground.slots.get(offer.slot_id);
  if (!slot) return null;
  const doctor = catalog.doctor(slot.doctor_id);
  return {
    id: offer.id,
    entry_id: offer.entry_id,
    state: offer.state,
    offered_at: offer.offered_at.toString(),
    expires_at: offer.expires_at.toString(),
    booking_id: offer.booking_id,
    session_id: slot.session_id,
    slot_id: slot.slot_id,
    date: slot.date,
    half_day: slot.half_day,
    starts: slot.starts,
    ends: slot.ends,
    department_name: nameIn(catalog.department(slot.department_id), locale),
    doctor_name: nameIn(doctor, locale),
    doctor_title: doctor?.title ?? '',
    visit_type_name: nameIn(catalog.visitType(slot.visit_type_id), locale),
    room_name: catalog.room(slot.room_id)?.name ?? '',
    fee_fen: feeOf(catalog, slot, ground.patients.get(offer.patient_id)),
  };
}

export function entryView(ground: EntryViewGround, row: EntryRow): WaitlistEntry {
  const { catalog, locale } = ground;
  const patient = ground.patients.get(row.patient_id);
  const doctor = row.doctor_id ? catalog.doctor(row.doctor_id) : undefined;
  const offer = ground.offers.get(row.id);
  const standing = ground.positions.get(row.id);
  const chance = ground.chances.get(row.id);
  return {
    id: row.id,
    state: row.state,
    state_at: row.state_at.toString(),
    ended_why: row.ended_why,
    patient_id: row.patient_id,
    patient_name: (ground.masked ? patient?.name_masked : patient?.name) ?? '',
    kind: row.kind,
    department_id: row.department_id,
    department_name: nameIn(catalog.department(row.department_id), locale),
    doctor_id: row.doctor_id,
    doctor_name: doctor ? nameIn(doctor, locale) : null,
    doctor_title: doctor?.title ?? null,
    session_id: row.session_id,
    from_date: row.from_date,
    to_date: row.to_date,
    half_days: row.half_days,
    from_time: row.from_time,
    to_time: row.to_time,
    visit_type_kinds: row.visit_type_kinds,
    class: row.class,
    joined_at: row.joined_at.toString(),
    ends_at: row.ends_at.toString(),
    told_by: row.account_id ? 'phone_app' : 'telephone',
    position: standing?.position ?? null,
    waiting: standing?.waiting ?? null,
    chance: chance ?? null,
    chance_reason: chance === null ? 'no_past_sessions' : null,
    missed: row.missed,
    refused: row.refused,
    offer: offer ? offerView(ground, offer) : null,
    booking_id: row.booking_id,
  };
}
