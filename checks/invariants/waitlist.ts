/**
 * I9: the waiting list keeps its order; one offer a place, a wish and a patient; and every place set aside ends taken or
 * returned. The order is judged at the moment of each offer, from the chain of facts of each wish.
 */
import { type Ask, allSentences, sentences } from './ask.ts';

const MORE_THAN_ONE = `
  select format('freed place %s was given by %s offers', freed_place_id, count(*)) as what
  from waitlist_offer where state in ('live', 'accepted') group by freed_place_id having count(*) > 1
  union all
  select format('patient %s has %s offers running', patient_id, count(*)) from waitlist_offer where state = 'live' group by patient_id having count(*) > 1
  union all
  select format('wish %s has %s offers running', entry_id, count(*)) from waitlist_offer where state = 'live' group by entry_id having count(*) > 1`;

const PLACES_AND_OFFERS = `
  select format('freed place %s is %s; its offers that run or were accepted: %s', f.id, f.state, count(o.id)) as what
  from freed_place f left join waitlist_offer o on o.freed_place_id = f.id and o.state in ('live', 'accepted')
  group by f.id
  having (f.state = 'offered') <> (count(o.id) filter (where o.state = 'live') = 1)
    or (f.state in ('waiting', 'returned') and count(o.id) > 0)`;

const ACCEPTED_WITHOUT_BOOKING = `
  select format('offer %s was accepted; its booking %s is not the patient''s', o.id, o.booking_id) as what
  from waitlist_offer o left join booking b on b.id = o.booking_id and b.patient_id = o.patient_id
  where o.state = 'accepted' and b.id is null`;

const ENTRIES_AND_OFFERS = `
  select format('wish %s is %s; of its offers %s run and %s were accepted', e.id, e.state, count(o.id) filter (where o.state = 'live'),
    count(o.id) filter (where o.state = 'accepted')) as what
  from waitlist_entry e left join waitlist_offer o on o.entry_id = e.id
  group by e.id
  having (e.state = 'offered') <> (count(o.id) filter (where o.state = 'live') = 1)
    or (e.state = 'booked') <> (count(o.id) filter (where o.state = 'accepted') = 1)`;

const ACCEPTED_LATE = `
  select format('offer %s ran out at %s and was accepted at %s', data->>'offer_id', data->>'expires_at', at) as what
  from fact where kind = 'waitlist.accepted' and at >= (data->>'expires_at')::timestamptz`;

/** When each wish waited, as spans of the record, and from when it counted in its class. */
const OVERTAKEN = `
  with step as (
    select (data->>'entry_id')::uuid as entry_id, seq, at, kind, data,
      lead(seq) over (partition by subject order by seq) as until_seq,
      max(at) filter (where kind = 'waitlist.joined' or (kind = 'waitlist.expired' and data->>'entry_state' = 'waiting'))
        over (partition by subject order by seq) as waits_from
    from fact where subject like 'waitlist_entry:%'
  ), waited as (
    select * from step where kind = 'waitlist.joined'
      or (kind in ('waitlist.refused', 'waitlist.expired', 'waitlist.withdrawn') and data->>'entry_state' = 'waiting')
  ), offered as (
    select s.*, s.data->>'offer_id' as offer_id, t.starts, t.ends, n.id as session_id, n.date, n.half_day, n.doctor_id, n.department_id, v.kind as visit_type_kind
    from step s join slot t on t.id = (s.data->>'slot_id')::uuid join session n on n.id = t.session_id
    left join visit_type v on v.id = n.visit_type_id
    where s.kind = 'waitlist.offered'
  )
  select format('offer %s went to wish %s before %s, which waited since %s in class %s', o.offer_id, e.id, a.id, w.waits_from, a.class) as what
  from offered o
  join waitlist_entry e on e.id = o.entry_id
  join waited w on w.seq < o.seq and coalesce(w.until_seq, o.seq + 1) > o.seq and w.entry_id <> o.entry_id
  join waitlist_entry a on a.id = w.entry_id
  where a.department_id = o.department_id and o.date between a.from_date and a.to_date
    and (a.session_id is null or a.session_id = o.session_id) and (a.doctor_id is null or a.doctor_id = o.doctor_id)
    and (a.half_days is null or o.half_day = any (a.half_days))
    and (a.visit_type_kinds is null or o.visit_type_kind = any (a.visit_type_kinds))
    and (a.from_time is null or a.from_time <= o.starts) and (a.to_time is null or a.to_time >= o.ends)
    and (a.class_rank, w.waits_from, a.id) < (e.class_rank, o.waits_from, e.id)
    and not exists (select 1 from jsonb_array_elements(o.data->'passed_over') as p where p->>'entry_id' = a.id::text)`;

/**
 * Reasons that can be looked up: an offer that ran then, and a place or slot that the wish had had before. By the order of the
 * record: two nodes' clocks may not agree.
 */
const PASSED_OVER_WRONGLY = `
  with ran as (
    select data->>'offer_id' as offer_id, patient, min(seq) filter (where kind = 'waitlist.offered') as from_seq,
      coalesce(min(seq) filter (where kind <> 'waitlist.offered'), 9223372036854775807) as until_seq
    from fact where kind in ('waitlist.offered', 'waitlist.accepted', 'waitlist.refused', 'waitlist.expired', 'waitlist.withdrawn')
    group by data->>'offer_id', patient
  )
  select format('wish %s was passed over at offer %s because %s, which is not so', p->>'entry_id', o.id, p->>'because') as what
  from waitlist_offer o left join ran own on own.offer_id = o.id::text, jsonb_array_elements(o.passed_over) as p
    join waitlist_entry e on e.id = (p->>'entry_id')::uuid
  where case p->>'because'
    when 'offer_running' then not exists (
      select 1 from ran r where r.patient = e.patient_id and r.from_seq < own.from_seq and r.until_seq > own.from_seq)
    when 'had_it' then not exists (
      select 1 from waitlist_offer r where r.entry_id = e.id and r.id <> o.id
        and (r.freed_place_id = o.freed_place_id or (r.slot_id = o.slot_id and r.state = 'refused')))
    else false end`;

/** A round comes every second; so long after its time a place is stuck. */
const STUCK = `
  select format('freed place %s was due back at %s and is still %s', f.id, f.return_at, f.state) as what
  from freed_place f join slot t on t.id = f.slot_id
  where (f.state = 'waiting' and f.return_at < $1::timestamptz - interval '1 hour')
    or (f.state = 'offered' and t.ends_at < $1::timestamptz)`;

export async function waitingListKeepsOrder(ask: Ask, as_of: string | undefined): Promise<string[]> {
  const found = await allSentences(
    ask,
    MORE_THAN_ONE,
    PLACES_AND_OFFERS,
    ACCEPTED_WITHOUT_BOOKING,
    ENTRIES_AND_OFFERS,
    ACCEPTED_LATE,
    OVERTAKEN,
    PASSED_OVER_WRONGLY,
  );
  return as_of ? [...found, ...(await sentences(ask, STUCK, [as_of]))] : found;
}
