/** The alerts live: topic `preconsult_alerts`, for those who take care of them. Names and phones are masked, as on every list. */
import { type Clock, type Db, has, type LiveView } from '../../kernel/index.ts';
import type { PreconsultGround } from './ports.ts';
import { alertsView } from './views-staff.ts';

const KEY = 'preconsult_alerts';
const watchers = ['nurse', 'clerk', 'operator'] as const;

export function alertsLiveView(ground: PreconsultGround & { db: Db; clock: Clock }): LiveView {
  return {
    keyOf: (actor, topic) =>
      topic === KEY && actor.kind === 'staff' && watchers.some((role) => has(actor, role)) ? KEY : undefined,
    async read() {
      const shown = { locale: 'zh' as const, now: ground.clock.now(), masked: true };
      const state = await alertsView(ground.db.kysely, ground, 'waiting', shown);
      const cursor = state.items.map(({ id, version, overdue }) => `${id}${version}${overdue ? '!' : ''}`).join();
      return { cursor, state };
    },
    touchedBy: (_key, facts) => facts.some(({ kind }) => kind.startsWith('preconsult.alert_')),
  };
}
