/** SQL of differences. Every change of state is compare-and-set: undefined means another was first. */
import { first, sourcesOf, sql, type Tx } from '../../kernel/index.ts';
import type { ChannelName } from '../payment/index.ts';
import { type DifferenceState, differenceTransitions, type SettledBy } from './rules.ts';
import type { CaseRow, Explanation } from './tables.ts';

const WITH_OURS = sql`
  select c.*, p.state as our_state from reconciliation_case c
    left join payment_number p on p.channel = c.channel and p.money = c.money and p.merchant_no = c.merchant_no`;

export async function readCase(tx: Tx, id: string): Promise<CaseRow | undefined> {
  return first(await sql<CaseRow>`${WITH_OURS} where c.id = ${id}`.execute(tx));
}

export async function lockCase(tx: Tx, id: string): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`select *, null::text as our_state from reconciliation_case where id = ${id} for update`.execute(
      tx,
    ),
  );
}

export interface CaseListAsk {
  state: DifferenceState | null;
  channel: ChannelName | null;
  day: string | null;
  before: [string, string] | null;
  limit: number;
}

/** Newest first. */
export async function listCases(tx: Tx, ask: CaseListAsk): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    ${WITH_OURS}
    where (${ask.state}::text is null or c.state = ${ask.state}) and (${ask.channel}::text is null or c.channel = ${ask.channel})
      and (${ask.day}::date is null or c.day = ${ask.day}::date)
      and (${ask.before?.[0] ?? null}::timestamptz is null
        or (c.opened_at, c.id) < (${ask.before?.[0] ?? null}::timestamptz, ${ask.before?.[1] ?? null}::uuid))
    order by c.opened_at desc, c.id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** What a round of matching found, a page at a time; `after` is the last id of the page before. */
export async function casesOfRound(
  tx: Tx,
  ask: { round_id: string; after: string | null; limit: number },
): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    select *, null::text as our_state from reconciliation_case
    where round_id = ${ask.round_id} and (${ask.after}::uuid is null or id > ${ask.after}::uuid)
    order by id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

export interface CaseCount {
  channel: ChannelName;
  day: string;
  open: number;
  settled: number;
}
export async function countCases(tx: Tx, from: string, to: string): Promise<CaseCount[]> {
  const { rows } = await sql<CaseCount>`
    select channel, day, (count(*) filter (where state = 'open'))::int as open, (count(*) filter (where state = 'settled'))::int as settled
    from reconciliation_case where day between ${from} and ${to} group by channel, day
  `.execute(tx);
  return rows;
}
export async function countOpen(tx: Tx): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from reconciliation_case where state = 'open'
  `.execute(tx);
  return rows[0]!.n;
}

export interface Settling {
  id: string;
  now: Temporal.Instant;
  who: string;
  by: SettledBy;
  note: string | null;
}
export async function settleCase(tx: Tx, ask: Settling): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`
      update reconciliation_case set state = 'settled', settled_at = ${ask.now}, settled_by = ${ask.by}, settled_who = ${ask.who},
        note = coalesce(${ask.note}, note)
      where id = ${ask.id} and state = any(${sourcesOf(differenceTransitions, 'settled')})
      returning *, null::text as our_state
    `.execute(tx),
  );
}

/** The difference is no more: an open case is settled by it, a settled one keeps how it was settled. */
export async function setGone(
  tx: Tx,
  ask: { id: string; explanation: Explanation; by: 'settle' | 'explained'; who: string; now: Temporal.Instant },
): Promise<CaseRow> {
  const { rows } = await sql<CaseRow>`
    update reconciliation_case set state = 'settled', gone_at = ${ask.now}, explanation = ${ask.explanation},
      settled_at = coalesce(settled_at, ${ask.now}), settled_by = coalesce(settled_by, ${ask.by}),
      settled_who = coalesce(settled_who, ${ask.who})
    where id = ${ask.id}
    returning *, null::text as our_state
  `.execute(tx);
  return rows[0]!;
}

/**
 * Cases whose difference is no more, with the reason, locked: our own settling or a later bill has come, or the bill of
 * that day was read again and says something else.
 */
export async function lockGone(
  tx: Tx,
  ask: { only: string | null; limit: number },
): Promise<(CaseRow & { why: Explanation })[]> {
  const { rows } = await sql<CaseRow & { why: Explanation }>`
    select c.*, null::text as our_state, case
        when c.kind in ('unknown_here', 'unsettled_here') and ours.merchant_no is not null then 'ours_came'
        when c.kind = 'missing_there' then 'in_another_bill'
        else 'bill_corrected' end as why
    from reconciliation_case c
      join bill b on b.channel = c.channel and b.day = c.day
      left join bill_row told on told.fetch_id = b.fetch_id and told.n = c.bill_n and told.merchant_no = c.merchant_no
        and told.kind = c.money and told.amount_fen = c.bill_fen
      left join lateral (
        select m.merchant_no from reconciliation_movement m
        where m.channel = c.channel and m.money = c.money and m.merchant_no = c.merchant_no and c.kind in ('unknown_here', 'unsettled_here')
      ) as ours on true
    where c.gone_at is null and (${ask.only}::uuid is null or c.id = ${ask.only}::uuid) and case
        when c.kind = 'missing_there' then exists (
          select 1 from bill_row r join bill o on o.fetch_id = r.fetch_id and o.channel = c.channel
          where r.merchant_no = c.merchant_no and r.kind = c.money)
        when c.kind = 'duplicate_row' then told.n is null or not exists (
          select 1 from bill_row r join bill o on o.fetch_id = r.fetch_id and o.channel = c.channel
          where r.merchant_no = c.merchant_no and r.kind = c.money and (o.day, r.n) < (c.day, c.bill_n))
        else told.n is null or ours.merchant_no is not null end
    order by c.id limit ${ask.limit} for update of c skip locked
  `.execute(tx);
  return rows;
}

export async function setAsked(
  tx: Tx,
  ask: { id: string; now: Temporal.Instant; said: string; said_fen: number | null },
): Promise<void> {
  await sql`
    update reconciliation_case set asked_at = ${ask.now}, asked = ${ask.said}, asked_fen = ${ask.said_fen} where id = ${ask.id}
  `.execute(tx);
}

/** Before the channel hears of it; undefined: settled meanwhile, or on its way already. */
export async function beginStrayRefund(
  tx: Tx,
  id: string,
  ask: { refund_no: string; who: string },
): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`
      update reconciliation_case set refund_no = ${ask.refund_no}, refund_state = 'sent', refund_asked_by = ${ask.who}
      where id = ${id} and state = 'open' and (refund_state is null or refund_state in ('closed', 'refused', 'abnormal'))
      returning *, null::text as our_state
    `.execute(tx),
  );
}

export async function setStrayRefund(
  tx: Tx,
  ask: {
    id: string;
    state: NonNullable<CaseRow['refund_state']>;
    refund_id: string | null;
    arrived: { at: Temporal.Instant; channel_at: Temporal.Instant } | null;
  },
): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`
      update reconciliation_case set refund_state = ${ask.state}, refund_id = coalesce(${ask.refund_id}, refund_id),
        refunded_at = ${ask.arrived?.at ?? null}, channel_refunded_at = ${ask.arrived?.channel_at ?? null}
      where id = ${ask.id} and state = 'open'
      returning *, null::text as our_state
    `.execute(tx),
  );
}

/** Money on its way back for no order of ours; asked about until it has arrived. */
export async function listStrayRefunds(tx: Tx, limit: number): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    select *, null::text as our_state from reconciliation_case
    where state = 'open' and refund_state in ('sent', 'processing', 'abnormal') order by opened_at, id limit ${limit}
  `.execute(tx);
  return rows;
}
