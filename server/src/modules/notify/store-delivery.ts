/** SQL of the outbox. */
import type { DeliveryState } from '@menzhen/contract';
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import { deliveryMoves, LOST_AFTER_SECONDS } from './rules-delivery.ts';
import type { DeliveryRow } from './tables.ts';

export interface NewDelivery {
  id: string;
  message_id: string;
  channel: string;
  due_at: Temporal.Instant;
  expires_at: Temporal.Instant;
}

const columns = sql`
  d.id, d.message_id, d.channel, d.state, d.due_at, d.expires_at, d.attempts, d.asks, d.sending_at, d.outcome, d.provider_id,
  m.account_id, m.at, m.kind, m.booking_id, m.patient_id, m.params
`;

/** One that the message already has over that channel is left as it is; so is one of a message that was not kept. */
export async function insertDeliveries(tx: Tx, rows: NewDelivery[]): Promise<void> {
  if (rows.length === 0) return;
  const texts = rows.map((row) => ({ ...row, due_at: row.due_at.toString(), expires_at: row.expires_at.toString() }));
  await sql`
    insert into delivery (id, message_id, channel, state, due_at, expires_at)
    select d.id, d.message_id, d.channel, 'due', d.due_at, d.expires_at
    from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb)
      as d(id uuid, message_id uuid, channel text, due_at timestamptz, expires_at timestamptz)
    join message m on m.id = d.message_id
    on conflict (message_id, channel) do nothing
  `.execute(tx);
}

/** Takes what is due and marks it as on its way; two who take at once take different ones. */
export async function claimDue(tx: Tx, now: Temporal.Instant, limit: number): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    with due as (
      select id from delivery where state = 'due' and due_at <= ${now} and expires_at > ${now} order by due_at limit ${limit} for update skip locked
    ), claimed as (
      update delivery d set state = 'sending', sending_at = ${now}, due_at = null, attempts = attempts + 1, asks = 0
      from due where d.id = due.id returning d.*
    )
    select ${columns} from claimed d join message m on m.id = d.message_id order by d.id
  `.execute(tx);
  return rows;
}

/** What may be asked about now; the next time to ask is written at once, so that two never ask together. */
export async function claimToAsk(tx: Tx, now: Temporal.Instant, limit: number): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    with due as (
      select id from delivery where state = 'unknown' and due_at <= ${now} order by due_at limit ${limit} for update skip locked
    ), claimed as (
      update delivery d set asks = asks + 1, due_at = ${now.add({ seconds: LOST_AFTER_SECONDS })}
      from due where d.id = due.id returning d.*
    )
    select ${columns} from claimed d join message m on m.id = d.message_id order by d.id
  `.execute(tx);
  return rows;
}

/** Those whose sender fell over between marking and noting: nobody knows whether they were sent. */
export async function claimLost(tx: Tx, now: Temporal.Instant): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${columns} from delivery d join message m on m.id = d.message_id
    where d.state = 'sending' and d.sending_at < ${now.subtract({ seconds: LOST_AFTER_SECONDS })}
    order by d.id limit 100 for update of d skip locked
  `.execute(tx);
  return rows;
}

/** What came too late to be sent. */
export async function claimExpired(tx: Tx, now: Temporal.Instant): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select ${columns} from delivery d join message m on m.id = d.message_id
    where d.state = 'due' and d.expires_at <= ${now} order by d.id limit 200 for update of d skip locked
  `.execute(tx);
  return rows;
}

export interface Noted {
  state: DeliveryState;
  due_at?: Temporal.Instant | null;
  outcome?: string | null;
  provider_id?: string | null;
  now: Temporal.Instant;
}

/** Compare-and-set: undefined when somebody else moved it on, or sent it again, in between. */
export async function noteDelivery(tx: Tx, row: DeliveryRow, noted: Noted): Promise<DeliveryRow | undefined> {
  const { state, due_at = null, outcome = null, provider_id = null, now } = noted;
  const isOver = state === 'sent' || state === 'refused' || state === 'given_up';
  return first(
    await sql<DeliveryRow>`
      with moved as (
        update delivery set state = ${state}, due_at = ${due_at}, outcome = ${outcome},
          provider_id = coalesce(${provider_id}, provider_id), ended_at = ${isOver ? now : null}
        where id = ${row.id} and attempts = ${row.attempts} and state = any(${sourcesOf(deliveryMoves, state)}::text[])
        returning *
      )
      select ${columns} from moved d join message m on m.id = d.message_id
    `.execute(tx),
  );
}

/** Asked once more later; it stays unknown. `due_at` null: nobody asks any more. */
export async function stayUnknown(tx: Tx, row: DeliveryRow, due_at: Temporal.Instant | null): Promise<void> {
  await sql`
    update delivery set due_at = ${due_at} where id = ${row.id} and state = 'unknown' and attempts = ${row.attempts}
  `.execute(tx);
}

/** By message, over which channels it went or goes. */
export async function deliveriesOf(
  tx: Tx,
  message_ids: string[],
): Promise<{ message_id: string; channel: 'wechat' | 'sms'; state: DeliveryState }[]> {
  if (message_ids.length === 0) return [];
  const { rows } = await sql<{ message_id: string; channel: 'wechat' | 'sms'; state: DeliveryState }>`
    select message_id, channel, state from delivery where message_id = any(${message_ids}::uuid[]) order by id
  `.execute(tx);
  return rows;
}
