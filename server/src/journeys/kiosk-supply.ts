/** What can still be taken today by who stands in the hall, and taking it: always the next slot of a session that has a place. */
import type { KioskSessionView } from '@menzhen/contract';
import { type Clock, type Db, dayOf, type Locale, Refusal } from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import { type Scheduling, sessionView, slotView } from '../modules/scheduling/index.ts';

export interface KioskSupplyGround {
  db: Db;
  clock: Clock;
  catalog: Catalog;
  policy: Policies;
  scheduling: Pick<Scheduling, 'supplyOf' | 'now'>;
  booking: Pick<Bookings, 'hold' | 'ofKey'>;
}
interface HoldAsk {
  session_id: string;
  patient_id: string;
  actor: string;
  key: string;
}

/** Places kept for people on site are theirs first; then whatever is free through a kiosk. */
const HERE = { channel: 'kiosk', reserve: 'on_site' } as const;
/** In a rush the next slot may be gone before it is asked for; so many are tried. */
const MOST_SLOTS_TRIED = 4;
const GONE: readonly string[] = ['slot_full', 'places_reserved', 'slot_past'];

export function kioskSupply(ground: KioskSupplyGround) {
  const { db, catalog, policy, scheduling, booking } = ground;

  /** Sessions of today with the slots that still have a place, in their order. */
  async function open(department_ids: string[], locale: Locale) {
    const today = dayOf(ground.clock.now());
    const { data, calendar } = await policy.current();
    const view = { locale, catalog: await catalog.view(), policy: data, calendar, now: scheduling.now(), ...HERE };
    const all = await scheduling.supplyOf(db.kysely, { from: today, to: today, department_ids });
    return all.flatMap((supply) => {
      const slots = supply.slots.map((slot) => slotView(view, supply, slot)).filter((slot) => slot.places_left > 0);
      return slots.length > 0 ? [{ session: sessionView(view, supply.session, supply), slots }] : [];
    });
  }

  return {
    async sessions(department_ids: string[], locale: Locale): Promise<KioskSessionView[]> {
      const found = await open(department_ids, locale);
      return found.map(({ session, slots }) => ({
        session_id: session.id,
        department_id: session.department_id,
        department_name: session.department_name,
        doctor_name: session.doctor_name,
        visit_type_name: session.visit_type_name,
        room_name: session.room_name,
        starts: session.starts,
        ends: session.ends,
        slot_starts: slots[0]!.starts,
        fee_fen: session.fee_fen,
        places_left: session.places_left,
      }));
    },
    /**
     * Holds the next place of the session; asked again with the same key, the same booking.
     * @throws Refusal slot_full and what the rules say
     */
    async hold(ask: HoldAsk, department_ids: string[]): Promise<BookingCard> {
      const { session_id, ...who } = ask;
      const earlier = await booking.ofKey(ask.actor, ask.key);
      if (earlier && (earlier.session_id !== session_id || earlier.patient_id !== ask.patient_id))
        throw new Refusal('idempotency_key_reused');
      if (earlier) return earlier;
      const session = (await open(department_ids, 'zh')).find((one) => one.session.id === session_id);
      for (const slot of session?.slots.slice(0, MOST_SLOTS_TRIED) ?? []) {
        try {
          const asked = { ...who, slot_id: slot.id, account_id: null, channel: HERE.channel, reserve: HERE.reserve };
          return (await booking.hold(asked)).card;
        } catch (error) {
          if (!(error instanceof Refusal) || !GONE.includes(error.code)) throw error;
        }
      }
      throw new Refusal('slot_full');
    },
  };
}
