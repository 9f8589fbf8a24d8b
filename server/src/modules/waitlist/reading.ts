/** What is read of the list: positions, chances, and the entries as they are shown. */
import type { AnswerOf, Contract, WaitlistChance, WaitlistEntry } from '@menzhen/contract';
import { addDays, dayOf, found, type Locale, type Tx } from '../../kernel/index.ts';
import { settingsFor, type Viewer, visitTypeIds, type WaitlistGround } from './ground.ts';
import { chanceOf, positionOf, type Standing, WEEKS_LOOKED_AT } from './rules/index.ts';
import * as store from './store.ts';
import { newestOffers, offer as offerById, setAside } from './store-offer.ts';
import type { EntryRow, Wish } from './tables.ts';
import { entryView } from './views.ts';

const WEEK_HOURS = 7 * 24;
/** More than a phone or a desk ever shows at once. */
const MOST_OWN = 60;
const MOST_ON_BOARD = 500;

type Board = AnswerOf<Contract['waitlistBoard']>;
export interface BoardAsk {
  /** Null: all. */
  department_ids: string[] | null;
  /** A visit day; null: any. */
  date: string | null;
  /** What ended since then is counted too. */
  ended_since: Temporal.Instant;
}

/** The figures over a board's entries. */
function figuresOf(items: WaitlistEntry[]): Omit<Board, 'set_aside' | 'items'> {
  const open = items.filter((item) => item.state === 'waiting' || item.state === 'offered');
  const offered = open.filter((item) => item.state === 'offered');
  const count = (...states: WaitlistEntry['state'][]) => items.filter((item) => states.includes(item.state)).length;
  return {
    waiting: open.length,
    oldest_joined_at: open.map((item) => item.joined_at).toSorted()[0] ?? null,
    offers_live: offered.length,
    to_telephone: offered.filter((item) => item.told_by === 'telephone').length,
    ended: {
      booked: count('booked'),
      fulfilled: count('fulfilled'),
      left: count('left', 'refused'),
      expired: count('expired'),
      purged: count('purged'),
    },
  };
}

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

  /** Entries as they are shown, in their order; with chances for the patient, without for the desk. */
  async function show(tx: Tx, rows: EntryRow[], viewer: Viewer & { chances: boolean }): Promise<WaitlistEntry[]> {
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
  }

  return {
    chanceFor,
    show,
    /** @throws Refusal not_found */
    entry: async (tx: Tx, id: string): Promise<EntryRow> => found(await store.entry(tx, id)),
    entryOfOffer: async (tx: Tx, offer_id: string): Promise<EntryRow> =>
      found(await store.entry(tx, found(await offerById(tx, offer_id)).entry_id)),
    entriesOf: (tx: Tx, patient_ids: string[], scope: 'open' | 'all'): Promise<EntryRow[]> =>
      store.entriesOf(tx, { patient_ids, open_only: scope === 'open', limit: MOST_OWN }),
    /** The list as the desk sees it: names masked, with the figures over it. */
    async board(tx: Tx, ask: BoardAsk, locale: Locale): Promise<Board> {
      const rows = await store.boardEntries(tx, { ...ask, limit: MOST_ON_BOARD });
      const items = await show(tx, rows, { masked: true, locale, chances: false });
      return { ...figuresOf(items), set_aside: await setAside(tx, ask.department_ids, ask.date), items };
    },
    /** Where somebody would stand who joins now. */
    async wouldStand(tx: Tx, entry: Standing & Wish): Promise<{ position: number; waiting: number }> {
      return positionOf(entry, await store.liveEntries(tx, entry.department_id));
    },
  };
}
