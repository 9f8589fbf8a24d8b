/**
 * The alerts live: topic `preconsult_alerts`, for those who take care of them. Codes and counts, in no language and with nobody's
 * name: whoever watches asks for the list in their own words when something changed.
 */
import type { PreconsultAlertsNews } from '@menzhen/contract';
import { type Clock, type Db, has, type LiveView } from '../../kernel/index.ts';
import type { PreconsultGround } from './ports.ts';
import { listAlerts } from './store-alert.ts';
import { isOverdue, MOST_WAITING } from './views-staff.ts';

const KEY = 'preconsult_alerts';
const watchers = ['nurse', 'clerk', 'operator'] as const;

export function alertsLiveView(ground: PreconsultGround & { db: Db; clock: Clock }): LiveView {
  return {
    keyOf: (actor, topic) =>
      topic === KEY && actor.kind === 'staff' && watchers.some((role) => has(actor, role)) ? KEY : undefined,
    async read() {
      const now = ground.clock.now();
      const rows = await listAlerts(ground.db.kysely, 'waiting', MOST_WAITING);
      const items = rows.map((row) => {
        const { id, version, kind, state, level, to_confirm } = row;
        return { id, version, kind, state, level, to_confirm, overdue: isOverdue(row, now) };
      });
      const state: PreconsultAlertsNews = {
        items,
        open: items.filter((one) => one.state === 'open').length,
        overdue: items.filter((one) => one.overdue).length,
      };
      const cursor = items.map(({ id, version, overdue }) => `${id}${version}${overdue ? '!' : ''}`).join();
      return { cursor, state };
    },
    touchedBy: (_key, facts) => facts.some(({ kind }) => kind.startsWith('preconsult.alert_')),
  };
}
