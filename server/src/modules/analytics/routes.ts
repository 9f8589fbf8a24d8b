/** Routes and the live topic `today`. A member of staff bound to departments sees these alone. */
import type { Role } from '@menzhen/contract';
import {
  actorName,
  type Clock,
  type Db,
  dayOf,
  departmentScope,
  type Handlers,
  has,
  inTransaction,
  type LiveView,
  type StaffActor,
} from '../../kernel/index.ts';
import { catchUp, rebuild, todayOf, visitsOf } from './service.ts';

export type AnalyticsRouteNames = 'today' | 'todayVisits' | 'analyticsRebuild';

const readers: readonly Role[] = ['operator', 'finance', 'administrator', 'auditor', 'nurse', 'clerk'];
const scopeOf = (actor: StaffActor): string[] | null => departmentScope(actor, readers);

/** The scope narrowed to one department, when one is asked for. */
function narrowed(scope: string[] | null, asked: string | undefined): string[] | null {
  if (!asked) return scope;
  return scope === null || scope.includes(asked) ? [asked] : [];
}

export function analyticsHandlers({ db }: { db: Db }): Handlers<AnalyticsRouteNames> {
  return {
    today({ query, actor, now, locale }) {
      const ask = { date: query.date ?? dayOf(now), department_ids: scopeOf(actor), locale };
      return db.atOneMoment((tx) => todayOf(tx, ask));
    },
    todayVisits({ query, actor, now, locale }) {
      const department_ids = narrowed(scopeOf(actor), query.department_id);
      const ask = { date: query.date ?? dayOf(now), department_ids, figure: query.figure, locale };
      return db.atOneMoment((tx) => visitsOf(tx, ask));
    },
    analyticsRebuild: ({ actor, now }) => inTransaction(db, (tx) => rebuild(tx, { at: now, actor: actorName(actor) })),
  };
}

/** Read again at any fact of a booking or of money; one reading a scope, whoever watches. */
export function todayLiveView({ db, clock }: { db: Db; clock: Clock }): LiveView {
  return {
    keyOf(actor, topic) {
      if (topic !== 'today' || actor.kind !== 'staff' || !readers.some((role) => has(actor, role))) return undefined;
      return `today:${scopeOf(actor)?.toSorted().join(',') ?? 'all'}`;
    },
    async read(key) {
      await catchUp(db);
      const scope = key.slice('today:'.length);
      const department_ids = scope === 'all' ? null : scope.split(',');
      const date = dayOf(clock.now());
      const state = await db.atOneMoment((tx) => todayOf(tx, { date, department_ids, locale: 'zh' }));
      return { cursor: JSON.stringify([state.date, state.as_of, state.visits]), state };
    },
    touchedBy: (_key, facts) => facts.some((fact) => /^(booking|payment|refund)\./.test(fact.kind)),
  };
}
