/**
 * A reader of the record: after each act in a line, tells who now has few people ahead to get ready. Once per ticket; before
 * the line's first call nobody is near, however short the line.
 */
import type { Clock, FactReader, Tx } from '../../kernel/index.ts';
import { movingKinds } from './facts.ts';
import { standsIn } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import { tellNear } from './service-line.ts';
import { inOrder, type Standing } from './standing.ts';
import { toldLines } from './told-lines.ts';

async function tellOfLines(tx: Tx, standing: Standing, now: Temporal.Instant): Promise<void> {
  for (const line of standing.lines) {
    if (!standing.turns.some((turn) => standsIn(line, turn))) continue;
    for (const { ticket, position } of inOrder(standing, line).slice(0, line.rules.prepare_ahead + 1)) {
      if (ticket.near_at) continue;
      await tellNear(tx, { id: ticket.id, people_ahead: position - 1 }, { at: now, actor: 'system:queue' });
    }
  }
}

export function nearReader({ needs, clock }: { needs: QueueNeeds; clock: Clock }): FactReader {
  return {
    name: 'queue',
    kinds: movingKinds,
    async apply(tx, facts) {
      const now = clock.now();
      const standing = await toldLines(tx, needs, { facts, now });
      if (standing) await tellOfLines(tx, standing, now);
    },
  };
}
