/** SQL of refused messages: counted by day and kind; and of the nonces that were used. */
import type { NoticeRefusalReason } from '@menzhen/contract';
import { sql, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from './ports.ts';

export interface RefusalRow {
  /** YYYY-MM-DD, the hospital's. */
  day: string;
  channel: ChannelName;
  why: NoticeRefusalReason;
  copies: number;
  first_at: Temporal.Instant;
  last_at: Temporal.Instant;
}

/** Adds to the day's count; returns what it is now. */
export async function countRefusals(tx: Tx, more: RefusalRow): Promise<number> {
  const { rows } = await sql<{ copies: number }>`
    insert into payment_notice_refusal as r (day, channel, why, copies, first_at, last_at)
    values (${more.day}, ${more.channel}, ${more.why}, ${more.copies}, ${more.first_at}, ${more.last_at})
    on conflict (day, channel, why) do update set copies = r.copies + excluded.copies,
      first_at = least(r.first_at, excluded.first_at), last_at = greatest(r.last_at, excluded.last_at)
    returning copies
  `.execute(tx);
  return rows[0]!.copies;
}

/** Newest day first; both days included. */
export async function listRefusals(tx: Tx, ask: { from: string; until: string }): Promise<RefusalRow[]> {
  const { rows } = await sql<RefusalRow>`
    select day, channel, why, copies, first_at, last_at from payment_notice_refusal
    where day between ${ask.from} and ${ask.until} order by day desc, channel, why
  `.execute(tx);
  return rows;
}

/** Returns those that had not been used before, as `channel nonce`. */
export async function takeNonces(
  tx: Tx,
  asked: readonly { channel: ChannelName; nonce: string }[],
  now: Temporal.Instant,
): Promise<Set<string>> {
  const { rows } = await sql<{ channel: string; nonce: string }>`
    insert into payment_nonce (channel, nonce, seen_at)
    select channel, nonce, ${now} from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(channel text, nonce text)
    order by channel, nonce
    on conflict do nothing
    returning channel, nonce
  `.execute(tx);
  return new Set(rows.map(({ channel, nonce }) => `${channel} ${nonce}`));
}

export async function forgetNonces(tx: Tx, before: Temporal.Instant): Promise<void> {
  await sql`delete from payment_nonce where seen_at < ${before}`.execute(tx);
}
