/** SQL of messages. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { MessageRow } from './tables.ts';

export interface NewMessage extends Omit<MessageRow, 'read_at'> {
  account_id: string;
  fact_seq: number;
}

/** Writes messages; one that the account already has of that fact is left as it is. */
export async function insertMessages(tx: Tx, messages: NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => ({ ...message, at: message.at.toString() }));
  await sql`
    insert into message (id, account_id, fact_seq, at, kind, booking_id, patient_id, params)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(id uuid, account_id uuid, fact_seq bigint,
      at timestamptz, kind text, booking_id uuid, patient_id uuid, params jsonb)
    on conflict (fact_seq, account_id) do nothing
  `.execute(tx);
}

/** Newest first, below the id `before`. */
export async function messagesOf(
  tx: Tx,
  ask: { account_id: string; before: string | null; limit: number },
): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select id, at, kind, booking_id, patient_id, params, read_at from message
    where account_id = ${ask.account_id} and (${ask.before}::uuid is null or id < ${ask.before}::uuid)
    order by id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

export async function unreadOf(tx: Tx, account_id: string): Promise<number> {
  const row = first(
    await sql<{ n: number }>`
      select count(*)::int as n from message where account_id = ${account_id} and read_at is null
    `.execute(tx),
  );
  return row!.n;
}

export async function readAll(tx: Tx, account_id: string, now: Temporal.Instant): Promise<void> {
  await sql`update message set read_at = ${now} where account_id = ${account_id} and read_at is null`.execute(tx);
}
