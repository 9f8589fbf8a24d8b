/** Sessions and slots as the contract shows them. */
import type { SessionView, SlotView } from '@menzhen/contract';
import { instantOf, type Locale } from '../../kernel/index.ts';
import type { CatalogView } from '../catalog/index.ts';
import { listFee, nameIn } from '../catalog/index.ts';
import type { Calendar, Now, Policy } from '../policy/index.ts';
import { bookabilityOf, opensAt, withOwnFee } from './rules.ts';
import type { OutOfStep } from './service-generation.ts';
import { freeFor, freeInSlot, type PoolAsk, type PoolState, type SlotPlaces } from './pools.ts';
import type { SessionRow, SlotRow } from './tables.ts';

export interface ViewGround {
  catalog: CatalogView;
  policy: Policy;
  calendar: Calendar;
  now: Now;
  locale: Locale;
  /** Through which the places are looked at; the app when not told. */
  channel?: string | undefined;
  /** What kept places whoever looks is entitled to. */
  reserve?: string | null | undefined;
}

/** By the price list; what a patient pays is told when booking. */
const priceOf = (catalog: CatalogView, row: SessionRow): number =>
  listFee(withOwnFee(catalog.visitType(row.visit_type_id)!, row));

/** A session with its slots in their order and its partitions. */
export interface SessionSupply {
  session: SessionRow;
  slots: SlotRow[];
  pools: PoolState[];
}

const isOver = (now: Now, date: string, ends: string): boolean =>
  date < now.day || (date === now.day && ends <= now.time);

/** A row counts what is set aside as booked: neither can be taken. */
const placesOf = (now: Now, session: SessionRow, slot: SlotRow): SlotPlaces => ({
  capacity: slot.capacity,
  booked: slot.booked,
  aside: 0,
  takeable: session.state === 'open' && slot.state === 'open' && !isOver(now, session.date, slot.ends),
});
const placesIn = (now: Now, { session, slots, pools }: SessionSupply) => ({
  slots: slots.map((slot) => placesOf(now, session, slot)),
  pools,
});

/**
 * An entitled person may be counted as anybody too, whichever leaves more. At the window, on the day itself, everybody is on
 * site.
 */
function asksOf({ channel = 'app', reserve }: Pick<ViewGround, 'channel' | 'reserve'>, is_today: boolean): PoolAsk[] {
  const as = reserve ?? (channel === 'counter' && is_today ? 'on_site' : null);
  return as
    ? [
        { channel, reserve: as },
        { channel, reserve: null },
      ]
    : [{ channel, reserve: null }];
}

/** @param supply with it, places kept for other channels are not left for this one; without, all that are free are told */
export function sessionView(
  { catalog, policy, calendar, now, locale, ...who }: ViewGround,
  row: SessionRow,
  supply?: SessionSupply,
): SessionView {
  const doctor = catalog.doctor(row.doctor_id);
  const visitType = catalog.visitType(row.visit_type_id);
  const places = supply && placesIn(now, supply);
  const places_left = places
    ? Math.max(...asksOf(who, row.date === now.day).map((ask) => freeFor(ask, places)))
    : Math.max(0, row.capacity - row.booked);
  const nobody = { channel: '', reserve: null };
  const places_kept = places ? freeFor(nobody, { ...places, pools: [] }) - places_left : 0;
  const bookable = bookabilityOf(policy, now, { ...row, visit_type_kind: visitType?.kind, places_left }, calendar);
  const opens = opensAt(policy, row.department_id, row.date, calendar);
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
    fee_fen: priceOf(catalog, row),
    state: row.state,
    close_reason: row.close_reason,
    places_total: row.capacity,
    places_left,
    places_kept,
    bookable,
    bookable_from: bookable === 'not_released' ? instantOf(opens.day, opens.time).toString() : null,
  };
}

export const outOfStepView = (ground: ViewGround, row: OutOfStep) => ({
  session: sessionView(ground, row),
  why: row.why,
  booked: row.booked,
});

export function slotView(
  { catalog, policy, calendar, now, ...who }: ViewGround,
  supply: SessionSupply,
  row: SlotRow,
): SlotView {
  const { session } = supply;
  const [place, places] = [placesOf(now, session, row), placesIn(now, supply)];
  const left = Math.max(...asksOf(who, session.date === now.day).map((ask) => freeInSlot(ask, place, places)));
  return {
    id: row.id,
    session_id: row.session_id,
    date: session.date,
    starts: row.starts,
    ends: row.ends,
    places_total: row.capacity,
    places_left: left,
    bookable: bookabilityOf(
      policy,
      now,
      {
        ...session,
        visit_type_kind: catalog.visitType(session.visit_type_id)?.kind,
        state: row.state === 'closed' ? 'closed' : session.state,
        ends: row.ends,
        places_left: left,
      },
      calendar,
    ),
  };
}
