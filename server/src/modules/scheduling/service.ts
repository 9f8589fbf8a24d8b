/** Supply: templates to sessions to slots for the coming days, and what is left of them. */
import { type Clock, type Db, dayOf, type Tx, wallTimeOf } from '../../kernel/index.ts';
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

  const template = templateService(ground);
  const generation = generationService(ground);
  return {
    ...template,
    ...generation,
    ...rosterService({ ...ground, template, generation }),
    ...poolsService(ground),
    ...closureService(ground, () => cards.clear()),
    async slotCards(tx: Tx, ids: string[]): Promise<Map<string, SlotCard>> {
      const until_ms = performance.now();
      const stale = ids.filter((id) => !((cards.get(id)?.until_ms ?? 0) > until_ms));
      if (stale.length) {
        for (const card of await store.slotCards(tx, stale))
          cards.set(card.slot_id, { card, until_ms: until_ms + CARD_FRESH_MS });
      }
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
