/** Drawer: the cash that one cashier answers for. The only door of the module; see README.md. */
import type { Db, Handlers } from '../../kernel/index.ts';
import type { DrawerNeeds } from './ports.ts';
import { type DrawerRouteNames, drawerHandlers } from './routes.ts';
import { type DrawerService, drawerService } from './service.ts';

export { drawerFacts } from './facts.ts';
export type { DrawerRow } from './tables.ts';

export interface Drawers extends DrawerService {
  handlers: Handlers<DrawerRouteNames>;
}

export function openDrawers(ground: DrawerNeeds & { db: Db }): Drawers {
  const service = drawerService(ground);
  return { ...service, handlers: drawerHandlers(service, ground) };
}
