/** SQL of bills and their rows. Every change of state is compare-and-set: undefined or false means another was first. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import type { BillRow, ChannelName } from '../payment/index.ts';
import { billTransitions } from './rules.ts';
import type { BillFailure, BillKey, BillRecord } from './tables.ts';

export async function readBill(tx: Tx, { channel, day }: BillKey): Promise<BillRecord | undefined> {
  return first(await sql<BillRecord>`select * from bill where channel = ${channel} and day = ${day}`.execute(tx));
}

/** Whose days lie between two, both included. */
export async function listBills(tx: Tx, from: string, to: string): Promise<BillRecord[]> {
  const { rows } = await sql<BillRecord>`
    select * from bill where day between ${from} and ${to} order by day, channel desc
  `.execute(tx);
  return rows;
}

/** The days of a channel that are wanted already: the first, the last, how many; undefined: none. */
export async function wantedDays(
  tx: Tx,
  channel: ChannelName,
): Promise<{ first: string; last: string; n: number } | undefined> {
  const { rows } = await sql<{ first: string; last: string; n: number }>`
    select min(day) as first, max(day) as last, count(*)::int as n from bill where channel = ${channel} having count(*) > 0
  `.execute(tx);
  return rows[0];
}

/**
 * The day on which an order was first opened at the channel; undefined: none was. Ids follow time; an hour is more than a
 * payer is ever given.
 */
export async function firstOrderDay(tx: Tx, channel: ChannelName): Promise<string | undefined> {
  const { rows } = await sql<{ day: string }>`
    select ((channel_expires_at - interval '1 hour') at time zone 'Asia/Shanghai')::date as day
    from payment_number where channel = ${channel} and money = 'paid' and channel_expires_at is not null
    order by order_id limit 1
  `.execute(tx);
  return rows[0]?.day;
}

export async function wantBills(tx: Tx, bills: readonly (BillKey & { due_at: Temporal.Instant })[]): Promise<void> {
  if (bills.length === 0) return;
  const rows = bills.map(({ channel, day, due_at }) => ({ channel, day, due_at: due_at.toString() }));
  await sql`
    insert into bill (channel, day, state, next_try_at)
    select channel, day, 'wanted', due_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(channel text, day date, due_at timestamptz)
    on conflict do nothing
  `.execute(tx);
}

/** A person wants it now, whatever became of it before; what counts of it counts on until the new one is read. */
export async function wantAgain(tx: Tx, { channel, day }: BillKey, now: Temporal.Instant): Promise<void> {
  await sql`
    insert into bill (channel, day, state, next_try_at) values (${channel}, ${day}, 'wanted', ${now})
    on conflict (channel, day) do update set state = 'wanted', next_try_at = ${now}, tries = 0, failure = null, failure_detail = null
    where bill.state = any(${sourcesOf(billTransitions, 'wanted')})
  `.execute(tx);
}

/** Takes the oldest due bill in hand; undefined: none is due that no other node has. Rows of a dead fetcher go. */
export async function claimBill(
  tx: Tx,
  ask: {
    now: Temporal.Instant;
    lives_until: Temporal.Instant;
    staging_id: string;
    channels: readonly ChannelName[];
    only?: BillKey;
  },
): Promise<BillRecord | undefined> {
  const due = first(
    await sql<BillRecord>`
      select * from bill
      where next_try_at <= ${ask.now} and state in ('wanted', 'failed', 'fetching') and channel = any(${ask.channels})
        and (${ask.only?.channel ?? null}::text is null or (channel = ${ask.only?.channel ?? null} and day = ${ask.only?.day ?? null}::date))
      order by day, channel limit 1 for update skip locked
    `.execute(tx),
  );
  if (!due) return undefined;
  if (due.staging_id) await dropRows(tx, due.staging_id);
  return first(
    await sql<BillRecord>`
      update bill set state = 'fetching', tries = tries + 1, next_try_at = ${ask.lives_until}, staging_id = ${ask.staging_id}
      where channel = ${due.channel} and day = ${due.day}
      returning *
    `.execute(tx),
  );
}

/** The fetcher says that it lives; false: another has taken over, and this one must stop. */
export async function stayAlive(tx: Tx, staging_id: string, lives_until: Temporal.Instant): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update bill set next_try_at = ${lives_until} where staging_id = ${staging_id}
  `.execute(tx);
  return numAffectedRows === 1n;
}

/**
 * This commit need not be on disk at once: rows that come in count for nothing until the match commits, and that one, being
 * later in the same log, is on disk only with them.
 */
export async function letCommitWait(tx: Tx): Promise<void> {
  await sql`set local synchronous_commit = off`.execute(tx);
}

export async function insertRows(tx: Tx, fetch_id: string, rows: readonly BillRow[]): Promise<void> {
  await sql`
    insert into bill_row (fetch_id, n, kind, merchant_no, merchant_order_no, channel_no, amount_fen, fee_fen, at, status)
    select ${fetch_id}::uuid, * from unnest(
      ${rows.map((row) => row.n)}::int[], ${rows.map((row) => row.kind)}::text[], ${rows.map(numberOf)}::text[],
      ${rows.map((row) => row.merchant_order_no)}::text[], ${rows.map(channelNumberOf)}::text[],
      ${rows.map((row) => row.amount_fen)}::bigint[], ${rows.map((row) => row.fee_fen)}::bigint[],
      ${rows.map((row) => row.at.toString())}::timestamptz[], ${rows.map((row) => row.status)}::text[])
  `.execute(tx);
}
/** A refund made at the channel's own console may have no number of a merchant's. */
const numberOf = (row: BillRow): string =>
  row.kind === 'paid' ? row.merchant_order_no : row.merchant_refund_no || row.refund_id || row.transaction_id;
const channelNumberOf = (row: BillRow): string =>
  row.kind === 'paid' ? row.transaction_id : row.refund_id || row.transaction_id;

export async function dropRows(tx: Tx, fetch_id: string): Promise<void> {
  await sql`delete from bill_row where fetch_id = ${fetch_id}`.execute(tx);
}

/** The fetch came to nothing; what was read of it goes. Rows that count already go on counting. */
export async function failBill(
  tx: Tx,
  ask: { staging_id: string; failure: BillFailure; detail: string; next_try_at: Temporal.Instant },
): Promise<BillRecord | undefined> {
  await dropRows(tx, ask.staging_id);
  return first(
    await sql<BillRecord>`
      update bill set state = 'failed', staging_id = null, failure = ${ask.failure}, failure_detail = ${ask.detail},
        next_try_at = ${ask.next_try_at}
      where staging_id = ${ask.staging_id} and state = any(${sourcesOf(billTransitions, 'failed')})
      returning *
    `.execute(tx),
  );
}

/** The rows that came in count from now on, and no others. Undefined: another fetcher took over. */
export async function believeRows(tx: Tx, staging_id: string, now: Temporal.Instant): Promise<BillRecord | undefined> {
  const before = first(
    await sql<{ fetch_id: string | null }>`
      select fetch_id from bill where staging_id = ${staging_id} and state = any(${sourcesOf(billTransitions, 'matched')}) for update
    `.execute(tx),
  );
  if (!before) return undefined;
  if (before.fetch_id) await dropRows(tx, before.fetch_id);
  return first(
    await sql<BillRecord>`
      update bill set state = 'matched', fetch_id = staging_id, staging_id = null, next_try_at = null, tries = 0, failure = null,
        failure_detail = null, matched_at = ${now},
        rows_n = s.rows_n, paid_fen = s.paid_fen, refunded_fen = s.refunded_fen, fee_fen = s.fee_fen
      from (
        select count(*)::int as rows_n, coalesce(sum(amount_fen) filter (where kind = 'paid'), 0) as paid_fen,
          coalesce(sum(amount_fen) filter (where kind = 'refund'), 0) as refunded_fen, coalesce(sum(fee_fen), 0) as fee_fen
        from bill_row where fetch_id = ${staging_id}
      ) as s
      where staging_id = ${staging_id}
      returning bill.*
    `.execute(tx),
  );
}

export async function setPosted(
  tx: Tx,
  bill: BillKey & { posted_net_fen: number; posted_fee_fen: number },
): Promise<void> {
  await sql`
    update bill set posted_net_fen = ${bill.posted_net_fen}, posted_fee_fen = ${bill.posted_fee_fen}
    where channel = ${bill.channel} and day = ${bill.day}
  `.execute(tx);
}

/** Tells the planner of many new rows, so that it does not match a million of them one by one. */
export async function tellPlanner(tx: Tx): Promise<void> {
  await sql`analyze bill_row`.execute(tx);
}

/** Matching a day of a million rows takes longer than any other statement may, and is quicker where its hashes fit. */
export async function allowLongStatements(tx: Tx): Promise<void> {
  await sql`set local statement_timeout = '15min'`.execute(tx);
  await sql`set local work_mem = '64MB'`.execute(tx);
}

/** What we say moved through each channel on days of its own calendar. */
export async function ourDays(
  tx: Tx,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<(BillKey & { paid_fen: number; refunded_fen: number })[]> {
  const { rows } = await sql<BillKey & { paid_fen: number; refunded_fen: number }>`
    select channel, (channel_at at time zone 'Asia/Shanghai')::date as day,
      coalesce(sum(amount_fen) filter (where money = 'paid'), 0)::bigint as paid_fen,
      coalesce(sum(amount_fen) filter (where money = 'refund'), 0)::bigint as refunded_fen
    from reconciliation_movement where channel_at >= ${from} and channel_at < ${until}
    group by 1, 2
  `.execute(tx);
  return rows;
}

/**
 * Whether we say that something moved on that day which no bill tells of. A refund whose channel names no time is dated when we
 * heard of it, and may stand in a neighbouring day's bill.
 */
export async function movedUnbilled(tx: Tx, { channel, day }: BillKey): Promise<boolean> {
  const { rows } = await sql<{ moved: boolean }>`
    select exists (
      select 1 from reconciliation_movement m
      where m.channel = ${channel}
        and m.channel_at >= (${day}::date)::timestamp at time zone 'Asia/Shanghai'
        and m.channel_at < (${day}::date + 1)::timestamp at time zone 'Asia/Shanghai'
        and not exists (
          select 1 from bill_row r join bill o on o.fetch_id = r.fetch_id and o.channel = m.channel
          where r.merchant_no = m.merchant_no and r.kind = m.money)) as moved
  `.execute(tx);
  return rows[0]!.moved;
}
