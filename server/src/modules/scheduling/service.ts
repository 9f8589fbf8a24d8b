/** Supply: templates to sessions to slots for the coming days, and what is left of them. */
import { type Clock, type Db, dayOf, Lane, type Tx, wallTimeOf } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Policies } from '../policy/index.ts';
import { closureService } from './service-closure.ts';
import { generationService } from './service-generation.ts';
import { poolsService } from './service-pools.ts';
import { rosterService } from './service-roster.ts';
import { templateService } from './service-template.ts';
import * as store from './store.ts';
import { supplyOf } from './store-availability.ts';
import type { SlotCard } from './tables.ts';

const CARD_FRESH_MS = 5_000;

export interface SchedulingGround {
  db: Db;
  clock: Clock;
  catalog: Catalog;
  policy: Policies;
}

export function schedulingService(ground: SchedulingGround) {
  // Times never change, so a card may be kept; state and doctor are read again in SQL by whoever takes a place.
  const cards = new Map<string, { card: SlotCard; until_ms: number }>();
  const isFresh = (id: string): boolean => (cards.get(id)?.until_ms ?? 0) > performance.now();

  async function readCards(tx: Tx, ids: string[]): Promise<void> {
    const until_ms = performance.now() + CARD_FRESH_MS;
    for (const card of await store.slotCards(tx, ids)) cards.set(card.slot_id, { card, until_ms });
  }
  // In the rush thousands ask for the same slot before the first has its card: they share one reading, and slots that are
  // asked for together are read together. Each for itself, they would wait so long that a card were old when it came.
  const lane = new Lane<string, true>({
    most: 256,
    onlyOncePer: (id) => id,
    async work(ids) {
      await readCards(ground.db.kysely, ids);
      return ids.map(() => true);
    },
  });
  const reading = new Map<string, Promise<true>>();
  function readOnce(id: string): Promise<true> {
    const running = reading.get(id);
    if (running) return running;
    const mine = lane.ask(id).finally(() => reading.delete(id));
    reading.set(id, mine);
    return mine;
  }

  const template = templateService(ground);
  const generation = generationService(ground);
  return {
    ...template,
    ...generation,
    ...rosterService({ ...ground, template, generation }),
    ...poolsService(ground),
    ...closureService(ground, () => cards.clear()),
    async slotCards(tx: Tx, ids: string[]): Promise<Map<string, SlotCard>> {
      const stale = ids.filter((id) => !isFresh(id));
      // a transaction reads for itself: it may have made the slot
      if (tx === ground.db.kysely) await Promise.all(stale.map(readOnce));
      else if (stale.length > 0) await readCards(tx, stale);
      return new Map(ids.flatMap((id) => (cards.has(id) ? [[id, cards.get(id)!.card] as const] : [])));
    },
    session: store.session,
    sessions: store.sessions,
    slots: store.slots,
    supplyOf,
    inUse: store.inUse,
    now: () => ({ day: dayOf(ground.clock.now()), time: wallTimeOf(ground.clock.now()) }),
  };
}
export type SchedulingService = ReturnType<typeof schedulingService>;
