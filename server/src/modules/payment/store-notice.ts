/** SQL of the channels' notices: kept as they came, each once, acted on once. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { NoticeOutcome, NoticeRow, ReceivedNotice } from './tables.ts';

/** Keeps notices, none of them twice in one call; a repetition only counts up. `outcome` is null while one has not been acted on. */
export async function keepNotices(
  tx: Tx,
  received: readonly ReceivedNotice[],
  at: { now: Temporal.Instant; next_try_at: Temporal.Instant },
): Promise<NoticeRow[]> {
  const rows = received.map(({ channel, notice, raw }) => ({
    ...{ channel, notice_id: notice.notice_id, told: notice },
    raw: Buffer.from(raw).toString('base64'),
  }));
  const { rows: kept } = await sql<NoticeRow>`
    insert into payment_notice (channel, notice_id, received_at, raw, told, next_try_at)
    select channel, notice_id, ${at.now}, decode(raw, 'base64'), told, ${at.next_try_at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(channel text, notice_id text, raw text, told jsonb)
    -- in the same order everywhere, so that two nodes do not wait for one another
    order by channel, notice_id
    on conflict (channel, notice_id) do update set copies = payment_notice.copies + 1
    returning channel, notice_id, received_at, told, copies, outcome, acted_at, tries
  `.execute(tx);
  return kept;
}

export type NoticeEnd = Pick<NoticeRow, 'channel' | 'notice_id'> & { outcome: NoticeOutcome };

export async function endNotices(tx: Tx, ends: readonly NoticeEnd[], now: Temporal.Instant): Promise<void> {
  await sql`
    update payment_notice as n set outcome = e.outcome, acted_at = ${now}, next_try_at = null
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(channel text, notice_id text, outcome text)
    where n.channel = e.channel and n.notice_id = e.notice_id
      -- two copies may be acted on at once: the one that found its work done must not hide the one that did it
      and (n.acted_at is null or (n.outcome = 'repeated' and e.outcome = 'settled'))
  `.execute(tx);
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
