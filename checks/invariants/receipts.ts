/** I5, the papers: every number of a series and year was given once and none is missing, and a paper says what money moved. */
import { type Ask, allSentences } from './ask.ts';

const GAPS = `
  select format('series %s of %s: last number %s, but %s papers up to %s', s.series, s.year, s.last, count(r.id), coalesce(max(r.n), 0)) as what
  from receipt_series s left join receipt r on r.series = s.series and r.year = s.year
  group by s.series, s.year, s.last having count(r.id) <> s.last or coalesce(max(r.n), 0) <> s.last`;

const WITHOUT_SERIES = `
  select format('paper %s belongs to no series', number) as what
  from receipt r where not exists (select 1 from receipt_series s where s.series = r.series and s.year = r.year)`;

const OTHER_AMOUNT = `
  select format('paper %s says %s fen, its parts %s, and %s moved', r.number, r.content->>'amount_fen', p.fen, coalesce(m.fen, 0)) as what
  from receipt r
    cross join lateral (
      select coalesce(sum((x->>'amount_fen')::int), 0) as fen from jsonb_array_elements(r.content->'parts') as x
    ) as p
    left join lateral (
      select paid_fen as fen from payment_order where r.series = 'R' and id = r.order_id
      union all
      select refund_fen from refund where r.series = 'T' and id = r.refund_id and state = 'succeeded'
    ) as m on true
  where m.fen is null or m.fen <> r.amount_fen or p.fen <> r.amount_fen or (r.content->>'amount_fen')::int <> r.amount_fen`;

const TWICE = `
  select format('%s papers about one movement of order %s', count(*), order_id) as what
  from receipt group by order_id, refund_id having count(*) > 1`;

export const papersAgree = (ask: Ask): Promise<string[]> =>
  allSentences(ask, GAPS, WITHOUT_SERIES, OTHER_AMOUNT, TWICE);
