/** What the waiting list stands on. */
import { type Clock, type Db, type Locale, Refusal, type Wake } from '../../kernel/index.ts';
import type { Bookings } from '../booking/index.ts';
import type { Catalog, CatalogView } from '../catalog/index.ts';
import type { People } from '../people/index.ts';
import { type Policies, type Policy, policyFor, type Rules } from '../policy/index.ts';
import type { Scheduling, SlotCard } from '../scheduling/index.ts';
import type { Place, Wish } from './tables.ts';

export interface WaitlistGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  people: Pick<People, 'cards' | 'ownPatientIds'>;
  catalog: Pick<Catalog, 'view'>;
  policy: Pick<Policies, 'current'>;
  scheduling: Pick<Scheduling, 'slotCards' | 'session'>;
  booking: Pick<
    Bookings,
    | 'freedPlaces'
    | 'lockSlot'
    | 'moveFreed'
    | 'returnFreed'
    | 'nextReturn'
    | 'holdApart'
    | 'judgeWaiting'
    | 'busyPatients'
    | 'lastSeen'
    | 'givenBack'
    | 'card'
    | 'view'
  >;
}
export type Viewer = { masked: boolean; locale: Locale };

/** The hospital's rules of waiting for a wish or a place. */
export const settingsFor = (
  rules: Rules,
  of: { department_id: string; doctor_id: string | null },
): Policy['waitlist'] & { senior_from_age_years: number } => {
  const policy = policyFor(rules.data, {
    department_id: of.department_id,
    ...(of.doctor_id ? { doctor_id: of.doctor_id } : {}),
  });
  return { ...policy.waitlist, senior_from_age_years: policy.pool.senior_from_age_years };
};

export const placeOf = (slot: SlotCard, catalog: CatalogView): Place => ({
  session_id: slot.session_id,
  slot_id: slot.slot_id,
  department_id: slot.department_id,
  doctor_id: slot.doctor_id,
  visit_type_kind: catalog.visitType(slot.visit_type_id)?.kind ?? '',
  date: slot.date,
  half_day: slot.half_day,
  starts: slot.starts,
  ends: slot.ends,
});

export const closed = (zh: string, en: string): Refusal =>
  new Refusal('waitlist_closed', { zh: { reason: zh }, en: { reason: en } });

export const visitTypeIds = (catalog: CatalogView, { visit_type_kinds }: Wish): string[] | null =>
  visit_type_kinds && catalog.visitTypes.filter((one) => visit_type_kinds.includes(one.kind)).map((one) => one.id);
