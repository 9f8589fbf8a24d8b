/** I4 no service without money due, I5 money is conserved, I6 however often a message comes, one effect. */
import { type Ask, allSentences } from './ask.ts';

/** What is paid for each booking and not promised back. */
const KEPT = `
  select b.id, b.state, b.fee_fen, coalesce(sum(o.paid_fen - o.refund_due_fen), 0)::int as kept_fen
  from booking b left join payment_order o on o.payable_kind = 'booking' and o.payable_id = b.id
  group by b.id`;

const SERVED_UNPAID = `
  select format('booking %s is %s and costs %s fen, but %s are paid', id, state, fee_fen, kept_fen) as what
  from (${KEPT}) as k
  where state in ('booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show') and kept_fen < fee_fen`;

export const noServiceWithoutMoney = (ask: Ask): Promise<string[]> => allSentences(ask, SERVED_UNPAID);

/** Until there is a ledger (a later step) the orders themselves are held to what a ledger would show. */
const ORDER_SUMS = `
  select format('order %s: paid %s of %s fen, %s promised back, %s gone back, state %s', id, paid_fen, amount_fen, refund_due_fen, refunded_fen, state) as what
  from payment_order
  where paid_fen not in (0, amount_fen) or refund_due_fen > paid_fen or refunded_fen > refund_due_fen
    or state is distinct from (case when paid_fen = 0 then case when state in ('created', 'paying', 'closed') then state end
      when refunded_fen = 0 then 'paid' when refunded_fen = paid_fen then 'refunded' else 'partly_refunded' end)`;

const REFUND_SUMS = `
  select format('order %s promises back %s fen and says %s went back; its refunds say %s and %s', o.id, o.refund_due_fen, o.refunded_fen,
    coalesce(sum(r.refund_fen), 0), coalesce(sum(r.refund_fen) filter (where r.state = 'succeeded'), 0)) as what
  from payment_order o left join refund r on r.order_id = o.id
  group by o.id
  having coalesce(sum(r.refund_fen), 0) <> o.refund_due_fen
    or coalesce(sum(r.refund_fen) filter (where r.state = 'succeeded'), 0) <> o.refunded_fen`;

const FACT_SUMS = `
  select format('order %s: the facts tell of %s fen taken and %s given back, the order of %s and %s', o.id, f.taken, f.back, o.paid_fen, o.refunded_fen) as what
  from payment_order o join lateral (
    select coalesce(sum((data->>'amount_fen')::int) filter (where kind = 'payment.paid'), 0) as taken,
      coalesce(sum((data->>'refund_fen')::int) filter (where kind = 'refund.succeeded'), 0) as back
    from fact where (kind = 'payment.paid' or kind = 'refund.succeeded') and data->>'order_id' = o.id::text
  ) as f on true
  where f.taken <> o.paid_fen or f.back <> o.refunded_fen`;

const KEPT_TWICE = `
  select format('booking %s is %s, costs %s fen and keeps %s', id, state, fee_fen, kept_fen) as what
  from (${KEPT}) as k where kept_fen > case when state in ('cancelled', 'expired') then 0 else fee_fen end`;

export const moneyIsConserved = (ask: Ask): Promise<string[]> =>
  allSentences(ask, ORDER_SUMS, REFUND_SUMS, FACT_SUMS, KEPT_TWICE);

const EFFECT_TWICE = `
  select format('%s was told of %s as %s %s times', subject, min(at), kind, count(*)) as what
  from fact where kind in ('payment.paid', 'refund.succeeded', 'booking.booked', 'booking.finished', 'ticket.issued', 'ticket.finished')
  group by subject, kind having count(*) > 1`;

const NOTICES_SETTLED_TWICE = `
  select format('%s notices of %s settled the same thing', count(*), merchant_no) as what
  from (
    select outcome, coalesce(told->'order'->>'merchant_order_no', told->'refund'->>'merchant_refund_no') as merchant_no from payment_notice
  ) as n
  where outcome = 'settled' group by merchant_no having count(*) > 1`;

const ONE_TRANSACTION_TWICE = `
  select format('transaction %s was taken for %s orders', transaction_id, count(*)) as what
  from payment_order where transaction_id is not null group by transaction_id having count(*) > 1`;

export const oneEffectPerMessage = (ask: Ask): Promise<string[]> =>
  allSentences(ask, EFFECT_TWICE, NOTICES_SETTLED_TWICE, ONE_TRANSACTION_TWICE);
