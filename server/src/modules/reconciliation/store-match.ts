/**
 * The matching itself, set by set: a bill may have a million rows, and none of them passes through this process. Each
 * statement finds one kind of difference and writes its cases; a difference that was found before stays as it is.
 */
import { sql, type Tx } from '../../kernel/index.ts';
import { MIDNIGHT_MINUTES } from './rules.ts';
import type { BillKey, BillRecord } from './tables.ts';

/** One round of matching; its id finds again what it found. */
export interface Round {
  id: string;
  now: Temporal.Instant;
}
/** How far apart two bills are looked through for the same row. */
const REPEATED_WITHIN_DAYS = 7;

type Believed = BillKey & { fetch_id: string };
const SIGNED_ROW = sql`case r.kind when 'paid' then r.amount_fen else -r.amount_fen end`;

/** Rows that tell of the same payment or refund again: in this bill, or after a bill of the week before has told it. */
export async function findRepeated(tx: Tx, bill: Believed, round: Round): Promise<number> {
  const { numAffectedRows } = await sql`
    with repeated as (
      select r.n from bill_row r join (
        select kind, merchant_no, min(n) as n from bill_row where fetch_id = ${bill.fetch_id} group by kind, merchant_no having count(*) > 1
      ) as f on r.kind = f.kind and r.merchant_no = f.merchant_no and r.n > f.n
      where r.fetch_id = ${bill.fetch_id}
      union
      select r.n from bill y join bill_row o on o.fetch_id = y.fetch_id
        join bill_row r on r.fetch_id = ${bill.fetch_id} and r.merchant_no = o.merchant_no and r.kind = o.kind
      where y.channel = ${bill.channel} and y.day between ${bill.day}::date - ${REPEATED_WITHIN_DAYS}::int and ${bill.day}::date - 1
    )
    insert into reconciliation_case (channel, day, kind, money, key, merchant_no, merchant_order_no, channel_no, bill_n, bill_fen, bill_at,
      effect_fen, opened_at, round_id)
    select ${bill.channel}, ${bill.day}::date, 'duplicate_row', r.kind, concat_ws(':', r.kind, r.merchant_no, r.n), r.merchant_no,
      r.merchant_order_no, r.channel_no, r.n, r.amount_fen, r.at, ${SIGNED_ROW}, ${round.now}, ${round.id}
    from repeated join bill_row r on r.fetch_id = ${bill.fetch_id} and r.n = repeated.n
    on conflict do nothing
  `.execute(tx);
  return Number(numAffectedRows);
}

/** Bills that were read before an earlier one: what that one tells first, they tell again. */
export async function findRepeatedLater(tx: Tx, bill: Believed, round: Round): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into reconciliation_case (channel, day, kind, money, key, merchant_no, merchant_order_no, channel_no, bill_n, bill_fen, bill_at,
      effect_fen, opened_at, round_id)
    select y.channel, y.day, 'duplicate_row', r.kind, concat_ws(':', r.kind, r.merchant_no, r.n), r.merchant_no,
      r.merchant_order_no, r.channel_no, r.n, r.amount_fen, r.at, ${SIGNED_ROW}, ${round.now}, ${round.id}
    from bill y join bill_row r on r.fetch_id = y.fetch_id
      join bill_row o on o.fetch_id = ${bill.fetch_id} and o.merchant_no = r.merchant_no and o.kind = r.kind
    where y.channel = ${bill.channel} and y.day between ${bill.day}::date + 1 and ${bill.day}::date + ${REPEATED_WITHIN_DAYS}::int
    on conflict do nothing
  `.execute(tx);
  return Number(numAffectedRows);
}

/**
 * Money in the bill that we do not count, or count otherwise: of a number that is not ours, of one that is ours and not settled,
 * or of another amount. After `findRepeated`, whose rows are left out. `merchant_nos`: only these.
 */
export async function findUnequal(
  tx: Tx,
  bill: Believed,
  round: Round,
  merchant_nos?: readonly string[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    with unequal as materialized (
      select r.*, m.amount_fen as our_fen, m.at as our_at, m.order_id
      from bill_row r
        left join reconciliation_movement m on m.channel = ${bill.channel} and m.money = r.kind and m.merchant_no = r.merchant_no
      where r.fetch_id = ${bill.fetch_id} and m.amount_fen is distinct from r.amount_fen
        and (${merchant_nos === undefined}::boolean or r.merchant_no = any(${merchant_nos ?? []}::text[]))
    )
    insert into reconciliation_case (channel, day, kind, money, key, merchant_no, merchant_order_no, channel_no, bill_n, bill_fen, bill_at,
      our_fen, our_at, order_id, effect_fen, opened_at, round_id)
    select ${bill.channel}, ${bill.day}::date,
      case when r.our_fen is not null then 'amount_differs' when p.order_id is null then 'unknown_here' else 'unsettled_here' end,
      r.kind, concat_ws(':', r.kind, r.merchant_no, case when r.our_fen is not null then r.amount_fen end), r.merchant_no,
      r.merchant_order_no, r.channel_no, r.n, r.amount_fen, r.at, coalesce(r.our_fen, p.amount_fen), r.our_at,
      coalesce(r.order_id, p.order_id), ${SIGNED_ROW} - case r.kind when 'paid' then 1 else -1 end * coalesce(r.our_fen, 0),
      ${round.now}, ${round.id}
    from unequal r
      left join payment_number p on p.channel = ${bill.channel} and p.money = r.kind and p.merchant_no = r.merchant_no
    where not exists (
      select 1 from reconciliation_case c
      where c.channel = ${bill.channel} and c.day = ${bill.day}::date and c.kind = 'duplicate_row' and c.bill_n = r.n and c.gone_at is null)
    on conflict do nothing
  `.execute(tx);
  return Number(numAffectedRows);
}

/**
 * Money that we count and the bill of its day does not tell of. What moved near midnight may stand in the neighbour's
 * bill: it waits until that one is read. A refund may stand in the bill of a neighbouring day at any hour.
 */
const NOT_BILLED = (span: { from: Temporal.Instant; until: Temporal.Instant; by: 'channel_at' | 'at' }) => sql`
  select m.*, b.channel as bill_channel, b.day as bill_day, (
    b.state is distinct from 'matched'
    or ((m.money = 'refund' or (m.channel_at at time zone 'Asia/Shanghai')::time >= time '24:00' - make_interval(mins => ${MIDNIGHT_MINUTES}))
      and not exists (select 1 from bill a where a.channel = m.channel and a.day = b.day + 1 and a.state = 'matched'))
    or ((m.money = 'refund' or (m.channel_at at time zone 'Asia/Shanghai')::time < time '00:00' + make_interval(mins => ${MIDNIGHT_MINUTES}))
      and exists (select 1 from bill a where a.channel = m.channel and a.day = b.day - 1 and a.state <> 'matched'))
  ) as waits
  from reconciliation_movement m
    left join bill b on b.channel = m.channel and b.day = (m.channel_at at time zone 'Asia/Shanghai')::date
  where m.${sql.ref(span.by)} >= ${span.from} and m.${sql.ref(span.by)} < ${span.until}
    and not exists (
      select 1 from bill_row r join bill o on o.fetch_id = r.fetch_id and o.channel = m.channel
      where r.merchant_no = m.merchant_no and r.kind = m.money)`;

export type Span = { from: Temporal.Instant; until: Temporal.Instant; by: 'channel_at' | 'at' };

export async function findMissing(tx: Tx, span: Span, round: Round): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into reconciliation_case (channel, day, kind, money, key, merchant_no, merchant_order_no, channel_no, our_fen, our_at, order_id,
      effect_fen, opened_at, round_id)
    select m.channel, m.bill_day, 'missing_there', m.money, concat_ws(':', m.money, m.merchant_no), m.merchant_no, m.merchant_order_no,
      m.channel_no, m.amount_fen, m.at, m.order_id, case m.money when 'paid' then -m.amount_fen else m.amount_fen end, ${round.now}, ${round.id}
    from (${NOT_BILLED(span)}) as m
    where not m.waits
    on conflict do nothing
  `.execute(tx);
  return Number(numAffectedRows);
}

/** Movements of the span that no bill tells of yet and no case speaks for: they wait for a bill. */
export async function countWaiting(tx: Tx, span: Span): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (${NOT_BILLED(span)}) as m
    where m.waits and not exists (
      select 1 from reconciliation_case c
      where c.merchant_no = m.merchant_no and c.money = m.money and c.kind = 'missing_there' and c.gone_at is null)
  `.execute(tx);
  return rows[0]!.n;
}

export const believed = (bill: BillRecord): Believed | undefined =>
  bill.fetch_id ? { channel: bill.channel, day: bill.day, fetch_id: bill.fetch_id } : undefined;
