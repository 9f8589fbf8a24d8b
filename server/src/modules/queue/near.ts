/**
 * A reader of the record: after each act in a line, tells who now has few people ahead to get ready. Once per ticket; before
 * the line's first call nobody is near, however short the line.
 */
import { dayOf, type Clock, type FactReader, type FactRow, type Tx } from '../../kernel/index.ts';
import { ticketFactKinds } from './facts.ts';
import { standsIn } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import { tellNear } from './service-line.ts';
import { inOrder, type Standing, standingOf } from './standing.ts';

const WATCHED = ticketFactKinds.filter((kind) => kind !== 'ticket.near');
const textsOf = (facts: FactRow[], name: string): string[] => [
  ...new Set(facts.flatMap((fact) => (typeof fact.data[name] === 'string' ? [fact.data[name]] : []))),
];

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
    kinds: WATCHED,
    async apply(tx, facts) {
      const now = clock.now();
      const today = facts.filter((fact) => dayOf(fact.at) === dayOf(now));
      if (today.length === 0) return;
      const department_ids = textsOf(today, 'department_id');
      const session_ids = textsOf(today, 'session_id');
      const duties = (await needs.dutyOf(tx, { date: dayOf(now), department_ids })).filter((duty) =>
        session_ids.includes(duty.id),
      );
      const point_ids = textsOf(today, 'service_point_id');
      await tellOfLines(tx, await standingOf(tx, needs, { duties, point_ids, now }), now);
    },
  };
}
