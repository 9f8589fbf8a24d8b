/** Supply: templates to sessions to slots for the coming days, and what is left of them. */
import { type Clock, type Db, dayOf, found, record, Refusal, type Tx, wallTimeOf } from '../../kernel/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { Policies } from '../policy/index.ts';
import { sessionClosed } from './facts.ts';
import { generationService } from './service-generation.ts';
import { poolsService } from './service-pools.ts';
import { templateService } from './service-template.ts';
import * as store from './store.ts';
import type { SessionRow, SlotCard } from './tables.ts';

const CARD_FRESH_MS = 5_000;

export interface SchedulingGround {
  db: Db;
  clock: Clock;
  catalog: Catalog;
  policy: Policies;
}

export function schedulingService(ground: SchedulingGround) {
  // Times never change, so a card may be kept; closing is checked again in SQL by whoever takes a place.
  const cards = new Map<string, { card: SlotCard; until_ms: number }>();

  return {
    ...templateService(ground),
    ...generationService(ground),
    ...poolsService(ground),
    /** Freezes a session for booking and paying; who was booked is the closing journey's matter. */
    async close(
      tx: Tx,
      id: string,
      ask: { reason: string; actor: string; now: Temporal.Instant },
    ): Promise<SessionRow> {
      const row = found(await store.session(tx, id));
      if (!(await store.closeSession(tx, id, ask.reason))) throw new Refusal('session_closed');
      await record(tx, sessionClosed(row, { at: ask.now, ...ask }));
      cards.clear();
      return { ...row, state: 'closed', close_reason: ask.reason };
    },
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
    inUse: store.inUse,
    now: () => ({ day: dayOf(ground.clock.now()), time: wallTimeOf(ground.clock.now()) }),
  };
}
export type SchedulingService = ReturnType<typeof schedulingService>;
