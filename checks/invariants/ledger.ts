/**
 * I5, the books: every movement of money is posted once, with its own amount by its own parts, and the accounts hold what the
 * orders and refunds say. The accounts are named here once more, so that the server's table of them is checked too.
 */
import { type Ask, allSentences } from './ask.ts';

const MONEY_ACCOUNT = `case channel when 'wechat' then 'channel_wechat' when 'alipay' then 'channel_alipay' when 'cash' then 'cash' when 'card' then 'card_terminal' end`;
const INCOME_ACCOUNT = `case part when 'registration' then 'income_registration' when 'consultation' then 'income_consultation' end`;

/** What must stand in the ledger: one row a kind, source and part. */
const DUE = `
  select 'captured' as kind, 'order:' || o.id as source, o.channel, p.kind as part, p.amount_fen::bigint as amount_fen
  from payment_order o join payment_part p on p.order_id = o.id where o.paid_fen > 0 and p.amount_fen > 0
  union all
  select k.kind, 'refund:' || r.id, o.channel, x->>'kind', (x->>'refund_fen')::bigint
  from refund r join payment_order o on o.id = r.order_id cross join jsonb_array_elements(r.parts) as x
    cross join (values ('refund_promised'), ('refund_paid')) as k(kind)
  where case k.kind when 'refund_paid' then r.state = 'succeeded' else r.state not in ('awaiting_approval', 'rejected') end`;

/** What does, with both accounts. */
const POSTED = `
  select p.kind, p.source, l.channel, l.part, l.debit, l.credit, sum(l.amount_fen)::bigint as amount_fen
  from ledger_posting p join ledger_leg l on l.posting_id = p.id
  where p.kind in ('captured', 'refund_promised', 'refund_paid') group by 1, 2, 3, 4, 5, 6`;

const WRONGLY_POSTED = `
  with due as (
    select d.*, case kind when 'captured' then ${MONEY_ACCOUNT} when 'refund_promised' then ${INCOME_ACCOUNT} else 'refunds_owed' end as debit,
      case kind when 'captured' then ${INCOME_ACCOUNT} when 'refund_promised' then 'refunds_owed' else ${MONEY_ACCOUNT} end as credit
    from (${DUE}) as d
  ), posted as (${POSTED})
  select format('%s of %s (%s): %s fen from %s to %s are due, the ledger has %s fen from %s to %s', coalesce(d.kind, p.kind), coalesce(d.source, p.source),
    coalesce(d.part, p.part), coalesce(d.amount_fen, 0), d.credit, d.debit, coalesce(p.amount_fen, 0), p.credit, p.debit) as what
  from due d full join posted p on p.kind = d.kind and p.source = d.source and p.part = d.part
  where (d.amount_fen, d.debit, d.credit, d.channel) is distinct from (p.amount_fen, p.debit, p.credit, p.channel)`;

const OUT_OF_BALANCE = `
  select format('posting %s (%s of %s) sums to %s fen over %s legs', p.id, p.kind, p.source, coalesce(sum(l.amount_fen), 0), count(l.n)) as what
  from ledger_posting p left join lateral (
    select n, amount_fen from ledger_leg where posting_id = p.id and debit is not null
    union all select n, -amount_fen from ledger_leg where posting_id = p.id and credit is not null
  ) as l on true
  group by p.id having coalesce(sum(l.amount_fen), 0) <> 0 or count(l.n) = 0
  union all
  select format('leg %s of posting %s moves %s fen from %s to %s', n, posting_id, amount_fen, credit, debit)
  from ledger_leg where amount_fen <= 0 or debit is null or credit is null or debit = credit
  union all
  select format('all accounts together hold %s fen', sum(amount_fen)) from ledger_line having sum(amount_fen) <> 0`;

/** A posting stands on the hospital's day of its time. */
const ON_ANOTHER_DAY = `
  select format('posting %s of %s stands on %s', id, at, day) as what from ledger_posting where day <> (at at time zone 'Asia/Shanghai')::date`;

/** What orders and refunds say, account by account; a channel's account is judged without what its bills took from it (I11 does that). */
const ACCOUNTS = `
  with taken as (
    select ${MONEY_ACCOUNT} as account, sum(paid_fen - refunded_fen) as fen from payment_order where channel <> 'free' group by 1
    union all
    select ${INCOME_ACCOUNT}, -sum(fen) from (
      select p.kind as part, p.amount_fen as fen from payment_part p join payment_order o on o.id = p.order_id where o.paid_fen > 0
      union all
      select x->>'kind', -(x->>'refund_fen')::int from refund r cross join jsonb_array_elements(r.parts) as x where r.state not in ('awaiting_approval', 'rejected')
    ) as e group by 1
    union all
    select 'refunds_owed', -coalesce(sum(refund_fen) filter (where state not in ('awaiting_approval', 'rejected', 'succeeded')), 0) from refund
  ), held as (
    select l.account, sum(l.amount_fen) as fen from ledger_line l
    where l.account like 'income%' or l.account = 'refunds_owed'
      or (l.account in ('channel_wechat', 'channel_alipay', 'cash', 'card_terminal') and l.kind in ('captured', 'refund_paid'))
    group by 1
  )
  select format('%s should hold %s fen and holds %s', coalesce(t.account, h.account), coalesce(t.fen, 0), coalesce(h.fen, 0)) as what
  from taken t full join held h using (account) where coalesce(t.fen, 0) <> coalesce(h.fen, 0)`;

/** A day was closed over sums; what is posted into it later would change them. */
const CLOSED_DAY_CHANGED = `
  with closed as (
    select d.day, t->>'channel' as channel, (t->>'paid_fen')::bigint as paid_fen, (t->>'refunded_fen')::bigint as refunded_fen
    from ledger_day d cross join jsonb_array_elements(d.totals->'channels') as t
  ), now as (
    select p.day, l.channel, coalesce(sum(l.amount_fen) filter (where p.kind = 'captured'), 0)::bigint as paid_fen,
      coalesce(sum(l.amount_fen) filter (where p.kind = 'refund_paid'), 0)::bigint as refunded_fen
    from ledger_posting p join ledger_leg l on l.posting_id = p.id
    where p.kind in ('captured', 'refund_paid') and p.day in (select day from ledger_day) group by 1, 2
  )
  select format('%s of the closed day %s: %s fen in and %s out when it was closed, %s and %s now', coalesce(c.channel, n.channel), coalesce(c.day, n.day),
    coalesce(c.paid_fen, 0), coalesce(c.refunded_fen, 0), coalesce(n.paid_fen, 0), coalesce(n.refunded_fen, 0)) as what
  from closed c full join now n using (day, channel)
  where coalesce(c.paid_fen, 0) <> coalesce(n.paid_fen, 0) or coalesce(c.refunded_fen, 0) <> coalesce(n.refunded_fen, 0)
  union all
  select format('posting %s of %s was written after its day %s was closed', p.id, p.kind, p.day)
  from ledger_posting p join ledger_day d on d.day = p.day where p.at > d.closed_at`;

/** Cash: every note has a drawer, and a drawer that was counted is empty. */
const DRAWERS = `
  select format('order %s took cash into no drawer', id) as what from payment_order where channel = 'cash' and paid_fen > 0 and drawer_id is null and cashier is not null
  union all
  select format('drawer %s is %s: the ledger has %s fen in it', d.id, d.state, coalesce(sum(l.amount_fen), 0))
  from drawer d left join ledger_line l on l.drawer_id = d.id and l.account = 'cash'
  group by d.id having coalesce(sum(l.amount_fen), 0) < 0 or (d.state = 'closed' and coalesce(sum(l.amount_fen), 0) <> 0)
  union all
  select format('drawer %s was expected to hold %s fen, the ledger had %s', d.id, d.expected_fen, coalesce(sum(l.amount_fen), 0))
  from drawer d left join ledger_line l on l.drawer_id = d.id and l.account = 'cash' and l.kind <> 'drawer_difference' and l.source <> 'drawer_closing:' || d.id
  where d.state = 'closed' group by d.id having coalesce(sum(l.amount_fen), 0) <> d.expected_fen`;

export const ledgerAgrees = (ask: Ask): Promise<string[]> =>
  allSentences(ask, WRONGLY_POSTED, OUT_OF_BALANCE, ON_ANOTHER_DAY, ACCOUNTS, CLOSED_DAY_CHANGED, DRAWERS);
