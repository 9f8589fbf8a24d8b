/** SQL of the channels' notices: kept as they came, each once, acted on once. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { NoticeOutcome, NoticeRow, ReceivedNotice } from './tables.ts';

/** Keeps a notice; a repetition only counts up. `outcome` is null while it has not been acted on. */
export async function keepNotice(
  tx: Tx,
  { channel, notice, raw }: ReceivedNotice,
  at: { now: Temporal.Instant; next_try_at: Temporal.Instant },
): Promise<NoticeRow> {
  const { rows } = await sql<NoticeRow>`
    insert into payment_notice (channel, notice_id, received_at, raw, told, next_try_at)
    values (${channel}, ${notice.notice_id}, ${at.now}, ${Buffer.from(raw)}, ${JSON.stringify(notice)}::jsonb, ${at.next_try_at})
    on conflict (channel, notice_id) do update set copies = payment_notice.copies + 1
    returning *
  `.execute(tx);
  return rows[0]!;
}

export async function endNotice(
  tx: Tx,
  ask: { channel: string; notice_id: string; outcome: NoticeOutcome; now: Temporal.Instant },
): Promise<boolean> {
  const done = first(
    await sql`
      update payment_notice set outcome = ${ask.outcome}, acted_at = ${ask.now}, next_try_at = null
      where channel = ${ask.channel} and notice_id = ${ask.notice_id}
        -- two copies may be acted on at once: the one that found its work done must not hide the one that did it
        and (acted_at is null or (outcome = 'repeated' and ${ask.outcome} = 'settled'))
      returning 1
    `.execute(tx),
  );
  return done !== undefined;
}

export async function lockDueNotices(tx: Tx, now: Temporal.Instant, limit: number): Promise<NoticeRow[]> {
  const { rows } = await sql<NoticeRow>`
    select * from payment_notice where next_try_at <= ${now} order by next_try_at limit ${limit} for update skip locked
  `.execute(tx);
  return rows;
}

export async function setNextNoticeTry(tx: Tx, notice: NoticeRow, next_try_at: Temporal.Instant): Promise<void> {
  await sql`
    update payment_notice set tries = tries + 1, next_try_at = ${next_try_at}
    where channel = ${notice.channel} and notice_id = ${notice.notice_id} and acted_at is null
  `.execute(tx);
}
