/** The account's own messages, and how it wants to be told. */
import type { Db, Handlers } from '../../kernel/index.ts';
import { listMessages, readAll } from './service.ts';
import { changeSettings, noteConsents, type SettingsGround, showSettings } from './service-settings.ts';

export type NotifyRouteNames =
  | 'messageList'
  | 'messagesRead'
  | 'noticeSettings'
  | 'noticeSettingsChange'
  | 'noticeConsent';
const PAGE = 30;

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
  };
}
