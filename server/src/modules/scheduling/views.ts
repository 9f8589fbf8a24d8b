/** Sessions and slots as the contract shows them. */
import type { SessionView, SlotView } from '@menzhen/contract';
import { instantOf, type Locale } from '../../kernel/index.ts';
import type { CatalogView } from '../catalog/index.ts';
import { feeParts, nameIn } from '../catalog/index.ts';
import type { Now, Policy } from '../policy/index.ts';
import { bookabilityOf, opensAt } from './rules.ts';
import type { SessionRow, SlotRow } from './tables.ts';

export interface ViewGround {
  catalog: CatalogView;
  policy: Policy;
  now: Now;
  locale: Locale;
}

/** The list price: what a self-paying patient pays. */
const listFee = (catalog: CatalogView, visit_type_id: string): number =>
  feeParts(catalog.visitType(visit_type_id)!, 'self_pay').reduce((sum, part) => sum + part.amount_fen, 0);

export function sessionView({ catalog, policy, now, locale }: ViewGround, row: SessionRow): SessionView {
  const doctor = catalog.doctor(row.doctor_id);
  const visitType = catalog.visitType(row.visit_type_id);
  const places_left = row.capacity - row.booked;
  const bookable = bookabilityOf(policy, now, { ...row, places_left });
  const opens = opensAt(policy, row.department_id, row.date);
  return {
    id: row.id,
    date: row.date,
    half_day: row.half_day,
    starts: row.starts,
    ends: row.ends,
    department_id: row.department_id,
    department_name: nameIn(catalog.department(row.department_id), locale),
    doctor_id: row.doctor_id,
    doctor_name: nameIn(doctor, locale),
    doctor_title: doctor?.title ?? '',
    room_id: row.room_id,
    room_name: catalog.room(row.room_id)?.name ?? '',
    visit_type_id: row.visit_type_id,
    visit_type_name: nameIn(visitType, locale),
    visit_type_kind: visitType?.kind ?? '',
    fee_fen: listFee(catalog, row.visit_type_id),
    state: row.state,
    close_reason: row.close_reason,
    places_total: row.capacity,
    places_left,
    bookable,
    bookable_from: bookable === 'not_released' ? instantOf(opens.day, opens.time).toString() : null,
  };
}

export function slotView({ policy, now }: ViewGround, session: SessionRow, row: SlotRow): SlotView {
  const places_left = row.capacity - row.booked;
  return {
    id: row.id,
    session_id: row.session_id,
    date: session.date,
    starts: row.starts,
    ends: row.ends,
    places_total: row.capacity,
    places_left,
    bookable: bookabilityOf(policy, now, { ...session, ends: row.ends, places_left }),
  };
}
