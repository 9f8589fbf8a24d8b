/** The account's own messages. */
import type { Db, Handlers } from '../../kernel/index.ts';
import type { NotifyNeeds } from './ports.ts';
import { listMessages, readAll } from './service.ts';

export type NotifyRouteNames = 'messageList' | 'messagesRead';
const PAGE = 30;

export function notifyHandlers({ db, needs }: { db: Db; needs: NotifyNeeds }): Handlers<NotifyRouteNames> {
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
  };
}
