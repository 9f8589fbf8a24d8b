/** A reaction on facts: each is told once to every account that keeps the patient. And the account's list of messages. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { cutPage, type FactReader, newId, readCursor, Refusal, type Tx } from '../../kernel/index.ts';
import { noticeKinds } from './facts.ts';
import { named } from './naming.ts';
import type { NotifyNeeds } from './ports.ts';
import { noticeOf } from './rules.ts';
import { wordsOf } from './rules-words.ts';
import { type Outbox, planDeliveries } from './service-delivery.ts';
import * as store from './store.ts';
import { deliveriesOf } from './store-delivery.ts';
import type { MessageRow } from './tables.ts';

export type MessagesView = AnswerOf<Contract['messageList']>;
type Locale = 'zh' | 'en';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function notifyReader(outbox: Outbox): FactReader {
  return {
    name: 'notify',
    kinds: noticeKinds,
    async apply(tx, facts) {
      const notices = facts.flatMap((fact) => {
        const notice = noticeOf(fact);
        return notice ? [{ ...notice, fact_seq: fact.seq, at: fact.at }] : [];
      });
      const accounts = await outbox.needs.accountsOf(tx, [...new Set(notices.map(({ patient_id }) => patient_id))]);
      const messages = notices.flatMap((notice) =>
        (accounts.get(notice.patient_id) ?? []).map((account_id) => ({
          ...notice,
          id: newId(notice.at.epochMilliseconds),
          account_id,
        })),
      );
      await store.insertMessages(tx, messages);
      await planDeliveries(tx, outbox, messages);
    },
  };
}

/** Where the next page begins; a cursor that is not ours is a clear problem. */
function beforeOf(cursor: string | undefined): string | null {
  const [id] = readCursor(cursor, 1) ?? [];
  if (id === undefined) return null;
  if (typeof id === 'string' && UUID.test(id)) return id;
  throw new Refusal('input_invalid', {}, [
    { field: 'cursor', message: '不是有效的翻页标记 / not a cursor of this list' },
  ]);
}

/** The account's messages, newest first, in the reader's language. */
export async function listMessages(
  tx: Tx,
  needs: NotifyNeeds,
  ask: { account_id: string; cursor: string | undefined; limit: number; locale: Locale },
): Promise<MessagesView> {
  const { account_id, limit, locale } = ask;
  const rows = await store.messagesOf(tx, { account_id, before: beforeOf(ask.cursor), limit: limit + 1 });
  const cards = await needs.cards(tx, [...new Set(rows.map((row) => row.patient_id))]);
  const names = await needs.names();
  const told = Map.groupBy(
    await deliveriesOf(
      tx,
      rows.map((row) => row.id),
    ),
    (row) => row.message_id,
  );
  const show = (row: MessageRow): MessagesView['items'][number] => {
    const patient = cards.get(row.patient_id)?.name_masked ?? '';
    return {
      id: row.id,
      at: row.at.toString(),
      kind: row.kind,
      ...wordsOf(row.kind, named(row.params, names, patient, locale), locale),
      booking_id: row.booking_id,
      read: row.read_at !== null,
      told_by: (told.get(row.id) ?? []).map(({ channel, state }) => ({ channel, state })),
    };
  };
  const { items, next_cursor } = cutPage(rows, limit, (last) => [last.id]);
  return { items: items.map(show), next_cursor, unread: await store.unreadOf(tx, account_id) };
}

export { readAll } from './store.ts';
