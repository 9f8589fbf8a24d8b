/** I4 no service without money due, I5 money is conserved (orders, parts, refunds, payables), I6 however often a message comes, one effect. */
import { type Ask, allSentences } from './ask.ts';
import { ledgerAgrees } from './ledger.ts';
import { papersAgree } from './receipts.ts';

/**
 * What is paid for each booking and not promised back, and what the hospital gave up while the visit stayed: refunds with the
 * cause `adjustment`, also those that still wait for a second person, whose money is set aside.
 */
const KEPT = `
  select b.id, b.state, b.fee_fen, coalesce(o.kept_fen, 0) as kept_fen, coalesce(o.waived_fen, 0) as waived_fen, coalesce(o.free, false) as free
  from booking b left join (
    select o.payable_id, sum(o.paid_fen - o.refund_due_fen) as kept_fen, bool_or(o.channel = 'free') as free, sum(r.waived_fen) as waived_fen
    from payment_order o left join (
      select order_id, sum(refund_fen) filter (where cause = 'adjustment' and state <> 'rejected') as waived_fen from refund group by 1
    ) as r on r.order_id = o.id
    where o.payable_kind = 'booking' group by 1
  ) as o on o.payable_id = b.id`;

const SERVED = `('booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show')`;

const SERVED_UNPAID = `
  select format('booking %s is %s and costs %s fen, but %s are paid and %s waived', id, state, fee_fen, kept_fen, waived_fen) as what
  from (${KEPT}) as k
  where state in ${SERVED} and kept_fen + waived_fen < fee_fen`;

/** What costs nothing is paid by an order of its own channel. */
const SERVED_WITHOUT_ORDER = `
  select format('booking %s is %s and costs nothing, but no free order says so', id, state) as what
  from (${KEPT}) as k where state in ${SERVED} and fee_fen = 0 and not free`;

export const noServiceWithoutMoney = (ask: Ask): Promise<string[]> =>
  allSentences(ask, SERVED_UNPAID, SERVED_WITHOUT_ORDER);

const ORDER_SUMS = `
  select format('order %s: paid %s of %s fen, %s promised back, %s gone back, state %s', id, paid_fen, amount_fen, refund_due_fen, refunded_fen, state) as what
  from payment_order
  where paid_fen not in (0, amount_fen) or refund_due_fen > paid_fen or refunded_fen > refund_due_fen
    or (channel = 'free') <> (amount_fen = 0)
    or state is distinct from (case when channel = 'free' then 'paid'
      when paid_fen = 0 then case when state in ('created', 'paying', 'closed') then state end
      when refunded_fen = 0 then 'paid' when refunded_fen = paid_fen then 'refunded' else 'partly_refunded' end)`;

const REFUND_SUMS = `
  select format('order %s promises back %s fen and says %s went back; its refunds say %s and %s', o.id, o.refund_due_fen, o.refunded_fen,
    coalesce(sum(r.refund_fen), 0), coalesce(sum(r.refund_fen) filter (where r.state = 'succeeded'), 0)) as what
  from payment_order o left join refund r on r.order_id = o.id and r.state <> 'rejected'
  group by o.id
  having coalesce(sum(r.refund_fen), 0) <> o.refund_due_fen
    or coalesce(sum(r.refund_fen) filter (where r.state = 'succeeded'), 0) <> o.refunded_fen`;

const ORDER_PARTS = `
  select format('order %s asks for %s fen, its parts for %s', o.id, o.amount_fen, coalesce(sum(p.amount_fen), 0)) as what
  from payment_order o left join payment_part p on p.order_id = o.id
  group by o.id having coalesce(sum(p.amount_fen), 0) <> o.amount_fen`;

const REFUND_PARTS = `
  select format('refund %s gives back %s fen, its parts %s', r.id, r.refund_fen, coalesce(sum((p->>'refund_fen')::int), 0)) as what
  from refund r left join jsonb_array_elements(r.parts) as p on true
  group by r.id having coalesce(sum((p->>'refund_fen')::int), 0) <> r.refund_fen`;

const PART_SUMS = `
  select format('order %s promises back %s fen of its %s, its refunds name %s', order_id, coalesce(p.refund_due_fen, 0), kind, coalesce(n.refund_fen, 0)) as what
  from payment_part p full join (
    select r.order_id, x->>'kind' as kind, sum((x->>'refund_fen')::int) as refund_fen
    from refund r cross join jsonb_array_elements(r.parts) as x where r.state <> 'rejected' group by 1, 2
  ) as n using (order_id, kind)
  where coalesce(p.refund_due_fen, 0) <> coalesce(n.refund_fen, 0)`;

const FACT_SUMS = `
  select format('order %s: the facts tell of %s fen taken and %s given back, the order of %s and %s', o.id, coalesce(f.taken, 0), coalesce(f.back, 0), o.paid_fen, o.refunded_fen) as what
  from payment_order o full join (
    select data->>'order_id' as id, coalesce(sum((data->>'amount_fen')::int) filter (where kind = 'payment.paid'), 0) as taken,
      coalesce(sum((data->>'refund_fen')::int) filter (where kind = 'refund.succeeded'), 0) as back
    from fact where kind in ('payment.paid', 'refund.succeeded') group by 1
  ) as f on f.id = o.id::text
  where coalesce(f.taken, 0) is distinct from o.paid_fen or coalesce(f.back, 0) is distinct from o.refunded_fen`;

const KEPT_TWICE = `
  select format('booking %s is %s, costs %s fen and keeps %s', id, state, fee_fen, kept_fen) as what
  from (${KEPT}) as k where kept_fen > case when state in ('cancelled', 'expired') then 0 else fee_fen end`;

/** What is owed says what was kept: paid while something is, refunded when nothing is any more, else due or given up. */
const PAYABLES = `
  select format('payable %s is %s of %s fen (%s waived); %s were taken, %s promised back, %s of it while the service stays', p.id, p.own_state, p.amount_fen,
    p.waived_fen, coalesce(m.paid_fen, 0), coalesce(m.promised_fen, 0), coalesce(m.adjusted_fen, 0)) as what
  from payable p left join (
    select o.payable_kind, o.payable_id, sum(o.paid_fen) as paid_fen, sum(r.promised_fen) as promised_fen, sum(r.adjusted_fen) as adjusted_fen
    from payment_order o left join (
      select order_id, sum(refund_fen) as promised_fen, sum(refund_fen) filter (where cause = 'adjustment') as adjusted_fen
      from refund where state not in ('awaiting_approval', 'rejected') group by 1
    ) as r on r.order_id = o.id
    group by 1, 2
  ) as m on m.payable_kind = p.kind and m.payable_id = p.id
  where p.amount_fen <> p.own_fen + p.insurance_fen or p.waived_fen <> coalesce(m.adjusted_fen, 0)
    or not p.own_state = any(case
      when p.amount_fen = 0 then array['none']
      when coalesce(m.paid_fen, 0) = 0 then array['due', 'void']
      when coalesce(m.paid_fen, 0) > coalesce(m.promised_fen, 0) then array['paid']
      else array['refunded'] end)`;

const PAYABLE_AMOUNTS = `
  select format('order %s asks for %s fen of a payable of %s', o.id, o.amount_fen, p.own_fen) as what
  from payment_order o left join payable p on p.kind = o.payable_kind and p.id = o.payable_id
  where p.own_fen is distinct from o.amount_fen
  union all
  select format('booking %s costs %s fen, its payable %s', b.id, b.fee_fen, p.amount_fen)
  from payable p join booking b on b.id = p.id where p.kind = 'booking' and b.fee_fen <> p.amount_fen`;

/** Nobody pays any more for a place that is gone: it is owed no longer, once its live order has ended. */
const OWED_FOR_NOTHING = `
  select format('payable %s is due, its booking is %s, and no order is live', p.id, b.state) as what
  from payable p join booking b on b.id = p.id
  where p.kind = 'booking' and p.own_state = 'due' and b.state in ('cancelled', 'expired')
    and not exists (select 1 from payment_order o where o.payable_kind = p.kind and o.payable_id = p.id and o.state in ('created', 'paying'))`;

export const moneyIsConserved = async (ask: Ask): Promise<string[]> => [
  ...(await allSentences(
    ask,
    ORDER_SUMS,
    REFUND_SUMS,
    ORDER_PARTS,
    REFUND_PARTS,
    PART_SUMS,
    FACT_SUMS,
    KEPT_TWICE,
    PAYABLES,
    PAYABLE_AMOUNTS,
    OWED_FOR_NOTHING,
  )),
  ...(await ledgerAgrees(ask)),
  ...(await papersAgree(ask)),
];

/** A doctor may take back having finished, and finish again. */
const EFFECT_TWICE = `
  select format('%s was told of %s as %s %s times', subject, min(at), kind, sum(n)) as what
  from (
    select subject, kind, at, 1 as n from fact
    where kind in ('payment.paid', 'refund.succeeded', 'booking.booked', 'booking.finished', 'ticket.issued', 'ticket.finished')
    union all
    select subject, 'booking.finished', at, -1 from fact where kind = 'booking.in_consultation' and data->>'from' = 'finished'
    union all
    select subject, 'ticket.finished', at, -1 from fact where kind = 'ticket.undone' and data->>'undone' = 'finish'
  ) as told
  group by subject, kind having sum(n) > 1`;

const NOTICES_SETTLED_TWICE = `
  select format('%s notices of %s settled the same thing', count(*), merchant_no) as what
  from (
    select outcome, channel, coalesce(told->'order'->>'merchant_order_no', told->'refund'->>'merchant_refund_no') as merchant_no from payment_notice
  ) as n
  where outcome = 'settled' group by channel, merchant_no having count(*) > 1`;

const ONE_TRANSACTION_TWICE = `
  select format('transaction %s was taken for %s orders', transaction_id, count(*)) as what
  from payment_order where transaction_id is not null group by channel, transaction_id having count(*) > 1`;

const POSTED_TWICE = `
  select format('%s was posted as %s %s times', source, kind, count(*)) as what
  from ledger_posting group by source, kind having count(*) > 1`;

const NONCE_TWICE = `
  select format('the nonce %s was taken %s times', nonce, count(*)) as what from payment_nonce group by channel, nonce having count(*) > 1`;

export const oneEffectPerMessage = (ask: Ask): Promise<string[]> =>
  allSentences(ask, EFFECT_TWICE, NOTICES_SETTLED_TWICE, ONE_TRANSACTION_TWICE, POSTED_TWICE, NONCE_TWICE);
