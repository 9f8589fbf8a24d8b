/**
 * I11: reconciliation closes. The channels' bills as they were read, less what we say has moved, is exactly what the cases say;
 * each account of a channel holds what waits for its bill, and nothing else.
 */
import { type Ask, allSentences } from './ask.ts';

/** What we say has moved through a channel, from the rows themselves; last, money that no order knew and that went back. */
const MOVED = `
  select o.channel, 'paid' as money, o.merchant_order_no as merchant_no, o.paid_fen::bigint as amount_fen, coalesce(o.channel_paid_at, o.paid_at) as channel_at
  from payment_order o where o.channel in ('wechat', 'alipay') and o.paid_fen > 0
  union all
  select o.channel, 'refund', r.merchant_refund_no, r.refund_fen, coalesce(r.channel_refunded_at, r.settled_at)
  from refund r join payment_order o on o.id = r.order_id where o.channel in ('wechat', 'alipay') and r.state = 'succeeded'
  union all
  select channel, 'refund', refund_no, bill_fen, coalesce(channel_refunded_at, refunded_at) from reconciliation_case where refund_state = 'success'`;

/** Rows that count: of bills that were read to their end. */
const BILLED = `
  select b.channel, b.day, r.kind as money, r.merchant_no, r.n, r.amount_fen,
    row_number() over (partition by b.channel, r.kind, r.merchant_no order by b.day, r.n) as time
  from bill b join bill_row r on r.fetch_id = b.fetch_id`;

const STANDING = `select * from reconciliation_case where gone_at is null`;

/** A row that tells what we count, of the same amount, is in order; every other one needs a case of its own. */
const ROWS_WITHOUT_CASE = `
  with billed as (${BILLED}), moved as (${MOVED}), standing as (${STANDING})
  select format('the bill of %s of %s tells of %s fen (%s, line %s), we count %s, and no case says why', b.channel, b.day, b.amount_fen, b.merchant_no, b.n, m.amount_fen) as what
  from billed b left join moved m on m.channel = b.channel and m.money = b.money and m.merchant_no = b.merchant_no
  where (b.time > 1 or m.amount_fen is distinct from b.amount_fen)
    and not exists (select 1 from standing c where c.channel = b.channel and c.day = b.day and c.money = b.money and c.merchant_no = b.merchant_no
      and c.kind = case when b.time > 1 then 'duplicate_row' when m.amount_fen is null then c.kind else 'amount_differs' end)`;

/** What we count and no bill tells of, though the bills of its day and of the next were read. */
const OURS_WITHOUT_CASE = `
  with billed as (${BILLED}), moved as (${MOVED}), standing as (${STANDING})
  select format('we count %s fen (%s of %s) at %s; its bills were read, do not tell of it, and no case says why', m.amount_fen, m.money, m.merchant_no, m.channel_at) as what
  from moved m
  where not exists (select 1 from billed b where b.channel = m.channel and b.money = m.money and b.merchant_no = m.merchant_no)
    and (select count(*) from bill b where b.channel = m.channel and b.state = 'matched'
      and b.day - (m.channel_at at time zone 'Asia/Shanghai')::date in (0, 1)) = 2
    and not exists (select 1 from bill b where b.channel = m.channel and b.state <> 'matched'
      and b.day = (m.channel_at at time zone 'Asia/Shanghai')::date - 1)
    and not exists (select 1 from standing c where c.channel = m.channel and c.money = m.money and c.merchant_no = m.merchant_no and c.kind = 'missing_there')`;

/** A case says by how much bill and books differ; it must be so. */
const UNTRUE_CASES = `
  with billed as (${BILLED}), moved as (${MOVED}), standing as (${STANDING})
  select format('case %s (%s of %s) says %s fen, the bill tells of %s and we count %s', c.id, c.kind, c.merchant_no, c.effect_fen, b.amount_fen, m.amount_fen) as what
  from standing c
    left join billed b on b.channel = c.channel and b.day = c.day and b.money = c.money and b.merchant_no = c.merchant_no and b.n is not distinct from c.bill_n
    left join moved m on m.channel = c.channel and m.money = c.money and m.merchant_no = c.merchant_no
  where c.effect_fen <> case c.money when 'paid' then 1 else -1 end * case c.kind
    when 'amount_differs' then coalesce(b.amount_fen, 0) - coalesce(m.amount_fen, 0)
    when 'missing_there' then -coalesce(m.amount_fen, 0)
    else coalesce(b.amount_fen, 0) end`;

/** Fen by which a channel's account and what waits for a bill differ. */
const UNEXPLAINED = `
  with billed as (${BILLED}), moved as (${MOVED}), standing as (${STANDING})
  select c.channel, (select coalesce(sum(amount_fen), 0) from ledger_line where account = 'channel_' || c.channel)
    - coalesce((select sum(case m.money when 'paid' then m.amount_fen else -m.amount_fen end) from moved m
      where m.channel = c.channel
        and not exists (select 1 from billed b where b.channel = m.channel and b.money = m.money and b.merchant_no = m.merchant_no)
        and not exists (select 1 from standing s where s.channel = m.channel and s.money = m.money and s.merchant_no = m.merchant_no and s.kind = 'missing_there')), 0)
    as fen
  from (values ('wechat'), ('alipay')) as c(channel)`;

const ACCOUNTS = `
  select format('channel_%s holds %s fen that nothing explains', channel, fen) as what from (${UNEXPLAINED}) as u where fen <> 0
  union all
  select format('differences should hold %s fen and hold %s', due.fen, held.fen)
  from (select coalesce(-sum(effect_fen) filter (where settled_by is null or settled_by not in ('take_on', 'refund')), 0) as fen from (${STANDING}) as s) as due,
    (select coalesce(sum(amount_fen), 0) as fen from ledger_line where account = 'differences') as held
  where due.fen <> held.fen`;

/** A day that is closed has no bill to come and no case to decide. */
const CLOSED_TOO_SOON = `
  select format('day %s is closed, and case %s of its bill is open', d.day, c.id) as what
  from ledger_day d join reconciliation_case c on c.day = d.day and c.state = 'open' and c.opened_at < d.closed_at
  union all
  select format('day %s is closed, and order %s of it waits for a bill that was never read', d.day, o.id)
  from ledger_day d join payment_order o on (o.paid_at at time zone 'Asia/Shanghai')::date = d.day and o.channel in ('wechat', 'alipay')
    left join bill b on b.channel = o.channel and b.day = (coalesce(o.channel_paid_at, o.paid_at) at time zone 'Asia/Shanghai')::date
  where b.fetch_id is null
  union all
  select format('day %s is closed, and drawer %s of it is open', d.day, w.id)
  from ledger_day d join drawer w on w.state = 'open' and (w.opened_at at time zone 'Asia/Shanghai')::date <= d.day and w.opened_at < d.closed_at`;

export const reconciliationCloses = (ask: Ask): Promise<string[]> =>
  allSentences(ask, ROWS_WITHOUT_CASE, OURS_WITHOUT_CASE, UNTRUE_CASES, ACCOUNTS, CLOSED_TOO_SOON);

/** Fen that the channels' accounts hold and nothing explains, over all channels; 0 in a house in order. */
export async function unexplainedFen(ask: Ask): Promise<number> {
  const rows = await ask<{ fen: string }>(UNEXPLAINED);
  return rows.reduce((sum, { fen }) => sum + Math.abs(Number(fen)), 0);
}
