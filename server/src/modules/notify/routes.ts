/** The account's own messages, how it wants to be told, and what staff see of the telling. */
import type { Role } from '@menzhen/contract';
import { type Db, dayOf, departmentScope, type Handlers } from '../../kernel/index.ts';
import { listDeliveries } from './deliveries.ts';
import { listMessages, readAll } from './service.ts';
import { changeSettings, noteConsents, type SettingsGround, showSettings } from './service-settings.ts';

export type NotifyRouteNames =
  | 'messageList'
  | 'messagesRead'
  | 'noticeSettings'
  | 'noticeSettingsChange'
  | 'noticeConsent'
  | 'deliveryList';
const PAGE = 30;
/** Those who help patients that say they were not told. */
const helpers: readonly Role[] = ['clerk', 'nurse', 'operator', 'administrator'];

export function notifyHandlers(ground: { db: Db } & SettingsGround): Handlers<NotifyRouteNames> {
  const { db, needs } = ground;
  return {
    messageList: ({ query, actor, locale }) =>
      listMessages(db.kysely, needs, {
        account_id: actor.id,
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        locale,
      }),
    async messagesRead({ actor, now, run }) {
      await run((tx) => readAll(tx, actor.id, now));
      return { done: true };
    },
    noticeSettings: ({ actor }) => showSettings(db.kysely, ground, actor.id),
    noticeSettingsChange: ({ actor, body, now, run }) =>
      run(async (tx) => {
        await changeSettings(tx, actor.id, body, now);
        return showSettings(tx, ground, actor.id);
      }),
    noticeConsent: ({ actor, body, now, run }) =>
      run(async (tx) => {
        await noteConsents(tx, ground, { account_id: actor.id, ...body, now });
        return showSettings(tx, ground, actor.id);
      }),
    deliveryList: ({ query, actor, now, locale }) =>
      listDeliveries(db.kysely, needs, {
        date: query.date ?? dayOf(now),
        group: query.group ?? null,
        ticket_number: query.ticket_number?.trim().toUpperCase() ?? null,
        department_ids: departmentScope(actor, helpers),
        cursor: query.cursor,
        limit: query.limit ?? PAGE,
        locale,
      }),
  };
}
