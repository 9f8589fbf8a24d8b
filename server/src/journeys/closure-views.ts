/** Closures and their cases as the contract shows them. */
import {
  caseStates,
  type CasePlaceView,
  type ClosedSessionView,
  type ClosureCaseView,
  type ClosureView,
} from '@menzhen/contract';
import type { Locale, Tx } from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import { type Catalog, type CatalogView, nameIn } from '../modules/catalog/index.ts';
import type { People } from '../modules/people/index.ts';
import type { CaseRow, CaughtSession, ClosureRow, OfferedPlace, Scheduling } from '../modules/scheduling/index.ts';

export interface ClosureViewGround {
  catalog: Catalog;
  people: People;
  scheduling: Scheduling;
  booking: Bookings;
}

export const sessionShown = (
  view: CatalogView,
  s: CaughtSession,
  ask: { affected: number; locale: Locale },
): ClosedSessionView => ({
  session_id: s.id,
  date: s.date,
  half_day: s.half_day,
  starts: s.starts,
  ends: s.ends,
  department_name: nameIn(view.department(s.department_id), ask.locale),
  doctor_name: nameIn(view.doctor(s.doctor_id), ask.locale),
  slots: s.slot_ids ? s.slots : null,
  affected: ask.affected,
});

const staffId = (actor: string | null): string[] => (actor?.startsWith('staff:') ? [actor.slice('staff:'.length)] : []);

/** Closures with what they caught and how far their cases are. */
export async function closuresShown(
  tx: Tx,
  { catalog, people, scheduling }: ClosureViewGround,
  rows: ClosureRow[],
  locale: Locale,
): Promise<ClosureView[]> {
  const ids = rows.map((row) => row.id);
  const view = await catalog.view();
  const caught = Map.groupBy(await scheduling.caught(tx, ids), (s) => s.closure_id);
  const counts = Map.groupBy(await scheduling.caseTally(tx, ids), (row) => row.closure_id);
  const affected = new Map(
    (await scheduling.affectedBy(tx, ids)).map((row) => [`${row.closure_id} ${row.session_id}`, row.n]),
  );
  const names = await people.staffNames(
    tx,
    rows.flatMap((row) => [...staffId(row.proposed_by), ...staffId(row.decided_by)]),
  );
  const who = (actor: string) => names.get(staffId(actor)[0] ?? '') ?? actor;
  return rows.map((row) => {
    const own = counts.get(row.id) ?? [];
    const cases = Object.fromEntries(
      caseStates.map((state) => [state, own.find((one) => one.state === state)?.n ?? 0]),
    );
    const sessions = caught.get(row.id) ?? [];
    return {
      id: row.id,
      kind: row.kind,
      grain: row.grain,
      state: row.state,
      reason: row.reason,
      substitute_doctor_name: row.substitute_doctor_id ? nameIn(view.doctor(row.substitute_doctor_id), locale) : null,
      approval: row.approval,
      proposed_by: who(row.proposed_by),
      proposed_at: row.proposed_at.toString(),
      decided_by: row.decided_by ? who(row.decided_by) : null,
      decided_at: row.decided_at?.toString() ?? null,
      decision_note: row.decision_note,
      settled_at: row.settled_at?.toString() ?? null,
      sessions: sessions.map((s) =>
        sessionShown(view, s, { affected: affected.get(`${row.id} ${s.id}`) ?? 0, locale }),
      ),
      cases: cases as ClosureView['cases'],
      next_deadline: own.find((one) => one.state === 'choosing')?.next_deadline.toString() ?? null,
    };
  });
}

/** @param doctor_id who is told as its doctor, when it is not who holds the session now */
export function placeShown(
  view: CatalogView,
  place: OfferedPlace,
  ask: { locale: Locale; doctor_id?: string },
): CasePlaceView {
  const doctor = view.doctor(ask.doctor_id ?? place.doctor_id);
  const department = view.department(place.department_id);
  return {
    slot_id: place.slot_id,
    session_id: place.session_id,
    date: place.date,
    half_day: place.half_day,
    starts: place.starts,
    ends: place.ends,
    doctor_id: ask.doctor_id ?? place.doctor_id,
    doctor_name: nameIn(doctor, ask.locale),
    doctor_title: doctor?.title ?? '',
    department_name: nameIn(department, ask.locale),
    location: department?.location ?? '',
  };
}

function settledBy(actor: string | null): ClosureCaseView['settled_by'] {
  if (actor === null) return null;
  if (actor.startsWith('account:')) return 'patient';
  return actor.startsWith('staff:') ? 'staff' : 'deadline';
}

/** Where a case's patient goes now; null: nowhere (yet). */
function slotNow(row: CaseRow): string | null {
  if (row.state === 'moved') return row.moved_to_slot_id;
  const stays =
    row.kind === 'substitution' && (row.state === 'choosing' || row.state === 'kept' || row.state === 'seen');
  return stays ? row.slot_id : null;
}

/** Cases in the order of the rows; `masked` for staff. */
export async function casesShown(
  tx: Tx,
  { catalog, people, scheduling, booking }: ClosureViewGround,
  rows: CaseRow[],
  ask: { masked: boolean; locale: Locale },
): Promise<ClosureCaseView[]> {
  const view = await catalog.view();
  const cards = await booking.cards(
    tx,
    rows.map((row) => row.booking_id),
  );
  const bookings = new Map((await booking.view(tx, cards, ask)).map((one) => [one.id, one]));
  const closures = new Map(
    (await scheduling.closuresByIds(tx, [...new Set(rows.map((row) => row.closure_id))])).map((one) => [one.id, one]),
  );
  const places = await scheduling.placesById(
    tx,
    rows.flatMap((row) => [row.slot_id, row.moved_to_slot_id ?? row.slot_id]),
  );
  const patients = await people.cards(tx, [...new Set(rows.map((row) => row.patient_id))]);
  return rows.map((row) => {
    const own = bookings.get(row.booking_id)!;
    const now = places.get(slotNow(row) ?? '');
    return {
      id: row.id,
      closure_id: row.closure_id,
      kind: row.kind,
      reason: closures.get(row.closure_id)?.reason ?? '',
      booking_id: row.booking_id,
      patient_id: row.patient_id,
      patient_name: own.patient_name,
      state: row.state,
      opened_at: row.opened_at.toString(),
      deadline: row.deadline.toString(),
      settled_at: row.settled_at?.toString() ?? null,
      settled_by: settledBy(row.settled_by),
      from: placeShown(view, places.get(row.slot_id)!, { locale: ask.locale, doctor_id: row.doctor_id }),
      now: now ? placeShown(view, now, { locale: ask.locale }) : null,
      fee_fen: own.fee_fen,
      refund_fen: row.refund_fen,
      payment: own.payment,
      has_account: (patients.get(row.patient_id)?.account_ids.length ?? 0) > 0,
      phoned_at: row.phoned_at?.toString() ?? null,
    };
  });
}
