/**
 * The round: offers that ran out end, wishes that came true or can no longer come true end, and places given back find their
 * next person or go back to everybody when their time is up. Each in a transaction of its own and each once, so that any
 * number of nodes may run it and a node that dies in the middle leaves nothing half done.
 */
import { type Db, inTransaction, record } from '../../kernel/index.ts';
import { unmetFact } from './facts.ts';
import type { FreedPlace } from '../booking/index.ts';
import { placeOf, type WaitlistGround } from './ground.ts';
import { wants } from './rules/index.ts';
import type { OfferService } from './service-offer.ts';
import * as store from './store.ts';
import { deadOffers } from './store-offer.ts';
import type { UnmetDemand } from './unmet.ts';

const SYSTEM = 'system:waitlist';
/** Looked at in one round of each kind; a round comes every second. */
const MOST = 500;
const UNMET_EVERY_MS = 60_000;

/** Each in turn; one that fails is told and leaves the others alone. */
async function each<T>(
  rows: readonly T[],
  log: (message: string, error: unknown) => void,
  work: (row: T) => Promise<unknown>,
): Promise<number> {
  let done = 0;
  for (const row of rows) {
    try {
      if (await work(row)) done += 1;
    } catch (error) {
      log('a step of the waiting list failed; it will be tried again', error);
    }
  }
  return done;
}

export function waitlistRound(
  ground: WaitlistGround & { log: (message: string, error: unknown) => void },
  offers: OfferService,
  unmet: UnmetDemand,
) {
  const { db, log } = ground;
  let flushed_ms = performance.now();

  const ending = (
    id: string,
    to: 'purged' | 'fulfilled',
    why: string | null,
    now: Temporal.Instant,
    booking_id?: string,
  ) =>
    inTransaction(db, (tx) =>
      offers.endEntry(tx, { id, to, why, at: now, actor: SYSTEM, ...(booking_id ? { booking_id } : {}) }),
    );

  /** Places whose time has come, and those that somebody waits for; the others are left where they are without a transaction. */
  async function worthALook(places: FreedPlace[], now: Temporal.Instant): Promise<FreedPlace[]> {
    if (places.length === 0) return [];
    const ids = places.map((place) => place.slot_id);
    const [view, slots] = await Promise.all([ground.catalog.view(), ground.scheduling.slotCards(db.kysely, ids)]);
    const waiting = await store.waitingIn(db.kysely, [
      ...new Set([...slots.values()].map((slot) => slot.department_id)),
    ]);
    return places.filter((place) => {
      const slot = slots.get(place.slot_id);
      if (!slot || slot.state === 'closed' || Temporal.Instant.compare(place.return_at, now) <= 0) return true;
      const offered = placeOf(slot, view);
      return waiting.some((entry) => wants(entry, offered));
    });
  }

  /** Offers that ran out, wishes that came true otherwise, wishes that can come true no more. */
  async function lookAtWishes(now: Temporal.Instant): Promise<number> {
    let moved = await each(await deadOffers(db.kysely, now, MOST), log, (one) =>
      offers.endDead(one.id, now, one.closed),
    );
    moved += await each(await store.servedEntries(db.kysely, MOST), log, (one) =>
      ending(one.id, 'fulfilled', null, now, one.booking_id),
    );
    moved += await each(await store.pastEntries(db.kysely, now, MOST), log, (one) =>
      ending(one.id, 'purged', one.closed ? 'session_closed' : 'time_over', now),
    );
    return moved;
  }

  async function lookAtPlaces(now: Temporal.Instant): Promise<number> {
    const places = await ground.booking.freedPlaces(db.kysely, { limit: MOST, state: 'waiting' });
    return each(await worthALook(places, now), log, (place) => offers.passOn(place, now));
  }

  return {
    /** One round. Returns how many offers, wishes and places it moved. */
    async run(now: Temporal.Instant): Promise<number> {
      const anything = await store.anythingToDo(db.kysely);
      let moved = anything.wishes ? await lookAtWishes(now) : 0;
      if (anything.places) moved += await lookAtPlaces(now);
      if (performance.now() - flushed_ms >= UNMET_EVERY_MS) await this.tellUnmet(now);
      if (moved > 0) ground.wake.announce();
      return moved;
    },
    /** Writes what was counted of demand without a place. */
    async tellUnmet(now: Temporal.Instant): Promise<void> {
      flushed_ms = performance.now();
      const counts = unmet.take();
      if (counts.length === 0) return;
      await writeUnmet(
        db,
        counts.map((count) => unmetFact(count, { at: now, actor: SYSTEM })),
      );
    },
  };
}

const writeUnmet = (db: Db, facts: Parameters<typeof record>[1][]): Promise<void> =>
  inTransaction(db, (tx) => record(tx, ...facts));
