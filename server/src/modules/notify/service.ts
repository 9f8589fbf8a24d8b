/** A reaction on facts: each is told once to every account that keeps the patient. And the account's list of messages. */
import type { AnswerOf, Contract } from '@menzhen/contract';
import { cutPage, type FactReader, newId, readCursor, Refusal, type Tx } from '../../kernel/index.ts';
import { noticeKinds } from './facts.ts';
import type { NotifyNeeds } from './ports.ts';
import { type Named, noticeOf, type NoticeParams, wordsOf } from './rules.ts';
import * as store from './store.ts';
import type { MessageRow } from './tables.ts';

export type MessagesView = AnswerOf<Contract['messageList']>;
type Locale = 'zh' | 'en';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function notifyReader(needs: NotifyNeeds): FactReader {
  return {
    name: 'notify',
    kinds: noticeKinds,
    async apply(tx, facts) {
      const notices = facts.flatMap((fact) => {
        const notice = noticeOf(fact);
        return notice ? [{ ...notice, fact_seq: fact.seq, at: fact.at }] : [];
      });
      const accounts = await needs.accountsOf(tx, [...new Set(notices.map(({ patient_id }) => patient_id))]);
      const messages = notices.flatMap((notice) =>
        (accounts.get(notice.patient_id) ?? []).map((account_id) => ({
          ...notice,
          id: newId(notice.at.epochMilliseconds),
          account_id,
        })),
      );
      await store.insertMessages(tx, messages);
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

type NamesNow = Awaited<ReturnType<NotifyNeeds['names']>>;

function named(params: NoticeParams, names: NamesNow, patient: string, locale: Locale): Named {
  const { department_id, doctor_id, room_id, substitute_doctor_id, ...rest } = params;
  const word = (one: { name: string; name_en?: string } | undefined) =>
    (locale === 'en' ? one?.name_en || one?.name : one?.name) ?? '';
  return {
    ...rest,
    patient,
    department: word(department_id ? names.department(department_id) : undefined),
    doctor: word(doctor_id ? names.doctor(doctor_id) : undefined),
    substitute: word(substitute_doctor_id ? names.doctor(substitute_doctor_id) : undefined),
    room: word(room_id ? names.room(room_id) : undefined),
  };
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
  const show = (row: MessageRow): MessagesView['items'][number] => {
    const patient = cards.get(row.patient_id)?.name_masked ?? '';
    return {
      id: row.id,
      at: row.at.toString(),
      kind: row.kind,
      ...wordsOf(row.kind, named(row.params, names, patient, locale), locale),
      booking_id: row.booking_id,
      read: row.read_at !== null,
    };
  };
  const { items, next_cursor } = cutPage(rows, limit, (last) => [last.id]);
  return { items: items.map(show), next_cursor, unread: await store.unreadOf(tx, account_id) };
}

export { readAll } from './store.ts';
