/** Notify: what a patient's accounts are told, once each. */
import type { Db, FactReader, Handlers } from '../../kernel/index.ts';
import type { NotifyNeeds } from './ports.ts';
import { type NotifyRouteNames, notifyHandlers } from './routes.ts';
import { notifyReader } from './service.ts';

export type { NotifyNeeds } from './ports.ts';

export interface Notify {
  handlers: Handlers<NotifyRouteNames>;
  /** Driven by `runReader` on every wake and every second. */
  readers: FactReader[];
}

export function openNotify(ground: { db: Db; needs: NotifyNeeds }): Notify {
  return { handlers: notifyHandlers(ground), readers: [notifyReader(ground.needs)] };
}
