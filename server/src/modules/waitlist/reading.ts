/** What is read of the list: positions, chances, and the entries as they are shown. */
import type { WaitlistChance, WaitlistEntry } from '@menzhen/contract';
import { addDays, dayOf, type Tx } from '../../kernel/index.ts';
import { settingsFor, type Viewer, visitTypeIds, type WaitlistGround } from './ground.ts';
import { chanceOf, positionOf, type Standing, WEEKS_LOOKED_AT } from './rules/index.ts';
import * as store from './store.ts';
import { newestOffers } from './store-offer.ts';
import type { EntryRow, Wish } from './tables.ts';
import { entryView } from './views.ts';

const WEEK_HOURS = 7 * 24;

export function readingService(ground: WaitlistGround) {
  /** What happened in each of the last weeks from this same time before the same sessions on, against this position. */
  async function chanceFor(
    tx: Tx,
    wish: Wish,
    position: number,
    now: Temporal.Instant,
  ): Promise<WaitlistChance | null> {
    const today = dayOf(now);
    const from = wish.from_date < today ? today : wish.from_date;
    const rules = await ground.policy.current();
    const spans = Array.from({ length: WEEKS_LOOKED_AT }, (_, n) => ({
      from: addDays(from, -7 * (n + 1)),
      to: addDays(wish.to_date, -7 * (n + 1)),
      since: now.subtract({ hours: WEEK_HOURS * (n + 1) }),
    }));
    const weeks = await ground.booking.givenBack(tx, {
      department_id: wish.department_id,
      doctor_id: wish.doctor_id,
      half_days: wish.kind === 'session' ? await halfDayOf(tx, wish) : wish.half_days,
      visit_type_ids: visitTypeIds(await ground.catalog.view(), wish),
      from_time: wish.from_time,
      to_time: wish.to_time,
      spans,
      stops_minutes_before_slot: settingsFor(rules, wish).stops_minutes_before_slot,
    });
    return chanceOf(weeks, position);
  }
  async function halfDayOf(tx: Tx, wish: Wish): Promise<string[] | null> {
    const session = wish.session_id ? await ground.scheduling.session(tx, wish.session_id) : undefined;
    return session ? [session.half_day] : wish.half_days;
  }

  async function positionsOf(tx: Tx, rows: EntryRow[]) {
    const live = rows.filter((row) => row.state === 'waiting' || row.state === 'offered');
    const departments = [...new Set(live.map((row) => row.department_id))];
    const lists = new Map(
      await Promise.all(departments.map(async (id) => [id, await store.liveEntries(tx, id)] as const)),
    );
    return new Map(live.map((row) => [row.id, positionOf(row, lists.get(row.department_id)!)]));
  }

  async function chancesOf(
    tx: Tx,
    rows: EntryRow[],
    positions: Map<string, { position: number }>,
    now: Temporal.Instant,
  ): Promise<Map<string, WaitlistChance | null>> {
    const waiting = rows.filter((row) => row.state === 'waiting' && positions.has(row.id));
    const pairs = waiting.map(
      async (row) => [row.id, await chanceFor(tx, row, positions.get(row.id)!.position, now)] as const,
    );
    return new Map(await Promise.all(pairs));
  }

  return {
    chanceFor,
    /** Where somebody would stand who joins now. */
    async wouldStand(tx: Tx, entry: Standing & Wish): Promise<{ position: number; waiting: number }> {
      return positionOf(entry, await store.liveEntries(tx, entry.department_id));
    },
    /** Entries as they are shown, in their order; with chances for the patient, without for the desk. */
    async show(tx: Tx, rows: EntryRow[], viewer: Viewer & { chances: boolean }): Promise<WaitlistEntry[]> {
      const now = ground.clock.now();
      const offers = await newestOffers(
        tx,
        rows.map((row) => row.id),
      );
      const slot_ids = [...offers.values()].map((offer) => offer.slot_id);
      const positions = await positionsOf(tx, rows);
      const [catalog, patients, slots] = await Promise.all([
        ground.catalog.view(),
        ground.people.cards(tx, [...new Set(rows.map((row) => row.patient_id))]),
        ground.scheduling.slotCards(tx, slot_ids),
      ]);
      const chances = viewer.chances ? await chancesOf(tx, rows, positions, now) : new Map<string, null>();
      const { masked, locale } = viewer;
      const view = { catalog, patients, offers, slots, positions, chances, masked, locale };
      return rows.map((row) => entryView(view, row));
    },
  };
}
export type ReadingService = ReturnType<typeof readingService>;
