/** A day's messages to phones as the outbox has them. */
import type { DeliveryGroup } from '@menzhen/contract';
import { instantOf, type Locale, readCursor, Refusal, sql, type Tx } from '../../kernel/index.ts';
import type { DeliveryRow } from './tables.ts';

export interface DeliveryAsk {
  /** Hospital day (YYYY-MM-DD) of what is told. */
  date: string;
  group: DeliveryGroup | null;
  /** Of the ticket that is told of, in capitals. */
  ticket_number: string | null;
  /** Null: all of them, and messages of none. */
  department_ids: string[] | null;
  cursor: string | undefined;
  limit: number;
  locale: Locale;
}
export type ListedRow = DeliveryRow & { ended_at: Temporal.Instant | null };

const DAY_MS = 86_400_000;
/** A message's id begins with the time of its fact: the smallest that a message of that millisecond can have. */
function firstIdAt(at_ms: number): string {
  const hex = Math.max(0, at_ms).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The message and the channel that the page before ended with. */
function beforeOf(cursor: string | undefined): [message_id: string, channel: string] | null {
  const parts = readCursor(cursor, 2)?.map(String);
  if (!parts) return null;
  const [message_id, channel] = parts as [string, string];
  if (UUID.test(message_id) && /^[a-z]+$/.test(channel)) return [message_id, channel];
  throw new Refusal('input_invalid', {}, [
    { field: 'cursor', message: '不是有效的翻页标记 / not a cursor of this list' },
  ]);
}

/** One more than asked for, so that the caller sees whether there is another page. Throws `input_invalid` on a foreign cursor. */
export async function listed(tx: Tx, ask: DeliveryAsk): Promise<ListedRow[]> {
  const { date, group, ticket_number, department_ids, limit } = ask;
  const [message_id, channel] = beforeOf(ask.cursor) ?? [null, null];
  const from_ms = instantOf(date, '00:00').epochMilliseconds;
  const isOverUnknown = sql`(d.state = 'unknown' and d.due_at is null)`;
  const { rows } = await sql<ListedRow>`
    select d.*, m.account_id, m.at, m.kind, m.booking_id, m.patient_id, m.params
    from message m join delivery d on d.message_id = m.id
    where m.id >= ${firstIdAt(from_ms)}::uuid and m.id < ${firstIdAt(from_ms + DAY_MS)}::uuid
      and (${message_id}::uuid is null or (m.id, d.channel) < (${message_id}::uuid, ${channel}::text))
      and (${group}::text is null or ${group} = case
        when d.state = 'sent' then 'sent'
        when d.state in ('refused', 'given_up') or ${isOverUnknown} then 'not_sent' else 'under_way' end)
      and (${ticket_number}::text is null or m.params->>'number' = ${ticket_number})
      and (${department_ids}::text[] is null or m.params->>'department_id' = any(${department_ids}::text[]))
    order by m.id desc, d.channel desc limit ${limit + 1}
  `.execute(tx);
  return rows;
}
