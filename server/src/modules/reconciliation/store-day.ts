/** SQL of a hospital day's money: what moved, what the bills tell of it, and what stands in the way of closing it. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from '../payment/index.ts';
import type { BillKey } from './tables.ts';

export interface DaySpan {
  from: Temporal.Instant;
  until: Temporal.Instant;
}

export interface ChannelDay {
  channel: string;
  paid_n: number;
  paid_fen: number;
  refunded_n: number;
  refunded_fen: number;
  fee_fen: number;
  /** Of this, what bills tell of; null for money taken at the counter, which has none. */
  billed_fen: number | null;
  /** Between the two, by differences that stand. */
  difference_fen: number;
  /** What neither bill nor difference explains. */
  unexplained_fen: number;
}

/** Each movement of the day beside what a bill tells of it, summed by channel. A movement that waits for its bill is not unexplained. */
export async function channelDays(tx: Tx, { from, until }: DaySpan): Promise<ChannelDay[]> {
  const { rows } = await sql<ChannelDay>`
    with moved as (
      select channel, money, merchant_no, amount_fen, case money when 'paid' then amount_fen else -amount_fen end as signed_fen, true as billable
      from reconciliation_movement where at >= ${from} and at < ${until}
      union all
      select channel, kind, '', amount_fen, case kind when 'paid' then amount_fen else -amount_fen end, false
      from payment_movement where channel not in ('wechat', 'alipay') and at >= ${from} and at < ${until}
    ), held as (
      select moved.*, case told.kind when 'paid' then told.amount_fen else -told.amount_fen end as told_fen, told.fee_fen,
        (select sum(c.effect_fen) from reconciliation_case c
          where c.merchant_no = moved.merchant_no and c.money = moved.money and c.channel = moved.channel
            and c.kind in ('missing_there', 'amount_differs') and c.gone_at is null) as effect_fen
      from moved left join lateral (
        select r.kind, r.amount_fen, r.fee_fen from bill_row r join bill b on b.fetch_id = r.fetch_id and b.channel = moved.channel
        where moved.billable and r.merchant_no = moved.merchant_no and r.kind = moved.money order by b.day, r.n limit 1
      ) as told on true
    )
    select channel, (count(*) filter (where money = 'paid'))::int as paid_n,
      coalesce(sum(amount_fen) filter (where money = 'paid'), 0)::bigint as paid_fen,
      (count(*) filter (where money = 'refund'))::int as refunded_n,
      coalesce(sum(amount_fen) filter (where money = 'refund'), 0)::bigint as refunded_fen,
      coalesce(sum(fee_fen), 0)::bigint as fee_fen,
      case when bool_or(billable) then coalesce(sum(told_fen), 0)::bigint end as billed_fen,
      coalesce(sum(effect_fen), 0)::bigint as difference_fen,
      coalesce(sum(abs(signed_fen + coalesce(effect_fen, 0) - coalesce(told_fen, 0)))
        filter (where billable and (told_fen is not null or effect_fen is not null)), 0)::bigint as unexplained_fen
    from held group by channel order by channel
  `.execute(tx);
  return rows;
}

export interface CashierDay {
  /** `staff:<id>` */
  cashier: string;
  channel: string;
  taken_fen: number;
  handed_back_fen: number;
  /** Counted less expected, of drawers closed on the day. */
  difference_fen: number;
}

/** What each cashier took and handed back on a day, by the ledger. */
export async function cashierDays(tx: Tx, day: string): Promise<CashierDay[]> {
  const { rows } = await sql<CashierDay>`
    select cashier, case account when 'cash' then 'cash' else 'card' end as channel,
      coalesce(sum(amount_fen) filter (where kind = 'captured'), 0)::bigint as taken_fen,
      coalesce(-sum(amount_fen) filter (where kind = 'refund_paid'), 0)::bigint as handed_back_fen,
      coalesce(sum(amount_fen) filter (where kind = 'drawer_difference'), 0)::bigint as difference_fen
    from ledger_line
    where day = ${day} and cashier is not null and account in ('cash', 'card_terminal')
      and kind in ('captured', 'refund_paid', 'drawer_difference')
    group by 1, 2 order by 1, 2
  `.execute(tx);
  return rows;
}

/** The bills in which the day's movements stand, by the channel's time. */
export async function touchedBills(tx: Tx, { from, until }: DaySpan): Promise<BillKey[]> {
  const { rows } = await sql<BillKey>`
    select distinct channel, (channel_at at time zone 'Asia/Shanghai')::date as day
    from reconciliation_movement where at >= ${from} and at < ${until} order by 2, 1
  `.execute(tx);
  return rows;
}

export async function openCasesOf(tx: Tx, bills: readonly BillKey[]): Promise<(BillKey & { n: number })[]> {
  const { rows } = await sql<BillKey & { n: number }>`
    select c.channel, c.day, count(*)::int as n from reconciliation_case c
      join jsonb_to_recordset(${JSON.stringify(bills)}::jsonb) as b(channel text, day date) on b.channel = c.channel and b.day = c.day
    where c.state = 'open' group by c.channel, c.day order by c.day, c.channel
  `.execute(tx);
  return rows;
}

/** Refunds asked for before `until` that no channel has heard of yet. */
export async function countUnsent(tx: Tx, until: Temporal.Instant): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from payment_number where money = 'refund' and state = 'requested' and since < ${until}
  `.execute(tx);
  return rows[0]!.n;
}

/**
 * What the books of a channel hold and nothing explains, for good: its account less what moved and waits for a bill. A bill,
 * its fees and its differences must have taken the rest away.
 */
export async function unexplainedFen(tx: Tx, channel: ChannelName): Promise<number> {
  const { rows } = await sql<{ sum_fen: number }>`
    select (select coalesce(sum(amount_fen), 0) from ledger_line where account = ${`channel_${channel}`})
      - coalesce(sum(case m.money when 'paid' then m.amount_fen else -m.amount_fen end), 0) as sum_fen
    from reconciliation_movement m
    where m.channel = ${channel}
      and not exists (select 1 from bill_row r join bill b on b.fetch_id = r.fetch_id and b.channel = m.channel
        where r.merchant_no = m.merchant_no and r.kind = m.money)
      and not exists (select 1 from reconciliation_case c where c.channel = m.channel and c.merchant_no = m.merchant_no
        and c.money = m.money and c.kind = 'missing_there' and c.gone_at is null)
  `.execute(tx);
  return Math.abs(rows[0]!.sum_fen);
}
