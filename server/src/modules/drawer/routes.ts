/** HTTP: one's own drawer at the window, and every drawer for finance. */
import type { DrawerView } from '@menzhen/contract';
import {
  actorName,
  addDays,
  cutPage,
  type Db,
  departmentScope,
  type Handlers,
  instantOf,
  keepToHospitalWide,
  readTimeCursor,
  type StaffActor,
  type Tx,
} from '../../kernel/index.ts';
import type { DrawerNeeds } from './ports.ts';
import type { DrawerService } from './service.ts';
import type { DrawerRow } from './tables.ts';
import { drawerViews } from './views.ts';

export type DrawerRouteNames = 'drawerMine' | 'drawerOpen' | 'drawerMove' | 'drawerClose' | 'drawerList';
const WATCHERS = ['finance', 'administrator', 'auditor'] as const;

/** Counting what a colleague left open is for those who keep the hospital's books, not a department's. */
const countsForOthers = (actor: StaffActor): boolean => departmentScope(actor, ['finance', 'administrator']) === null;

export function drawerHandlers(service: DrawerService, ground: DrawerNeeds & { db: Db }): Handlers<DrawerRouteNames> {
  const one = async (tx: Tx, row: DrawerRow): Promise<DrawerView> => (await drawerViews(ground, tx, [row]))[0]!;
  return {
    async drawerMine({ actor }) {
      const row = await service.findOpen(ground.db.kysely, actor.id);
      return { drawer: row ? await one(ground.db.kysely, row) : null };
    },
    drawerOpen: ({ body, actor, now, run }) =>
      run(async (tx) =>
        one(tx, await service.open(tx, { ...body, cashier: actor.id }, { at: now, actor: actorName(actor) })),
      ),
    drawerMove: ({ params, body, actor, now, run }) =>
      run(async (tx) =>
        one(
          tx,
          await service.move(tx, { ...body, id: params.id, cashier: actor.id }, { at: now, actor: actorName(actor) }),
        ),
      ),
    drawerClose: ({ params, body, actor, now, run }) =>
      run(async (tx) => {
        const ask = { id: params.id, by: actor.id, of_anybody: countsForOthers(actor), count: body.count };
        const closed = await service.close(
          tx,
          { ...ask, note: body.note ?? null },
          { at: now, actor: actorName(actor) },
        );
        return one(tx, closed);
      }),
    async drawerList({ query, actor }) {
      keepToHospitalWide(actor, WATCHERS);
      const { date, only = null, cursor, limit = 30 } = query;
      const rows = await service.list(ground.db.kysely, {
        from: date ? instantOf(date, '00:00') : null,
        until: date ? instantOf(addDays(date, 1), '00:00') : null,
        only,
        before: readTimeCursor(cursor) ?? null,
        limit: limit + 1,
      });
      const page = cutPage(rows, limit, (last) => [last.opened_at.toString(), last.id]);
      return { items: await drawerViews(ground, ground.db.kysely, page.items), next_cursor: page.next_cursor };
    },
  };
}
