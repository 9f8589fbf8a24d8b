/** I1 no place sold twice, I2 one active registration, I8 a hold ends once. */
import { type Ask, allSentences, sentences } from './ask.ts';

/** States in which a booking keeps its place of the slot: all but those that gave it back. */
const KEEPS_PLACE = `('held', 'booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show')`;
const ACTIVE = `('held', 'booked', 'checked_in', 'called', 'in_consultation')`;

const COUNTED_PLACES = `
  with taken as (
    select slot_id, count(*) as places from booking where state in ${KEEPS_PLACE} group by slot_id
  ), given_back as (
    select slot_id, count(*) as places from freed_place where state in ('waiting', 'offered') group by slot_id
  ), counted as (
    select t.id, t.capacity, t.booked, t.aside, coalesce(b.places, 0) as taken, coalesce(f.places, 0) as given_back
    from slot t left join taken b on b.slot_id = t.id left join given_back f on f.slot_id = t.id
  )
  select format('slot %s has %s places, its counters say %s taken and %s aside, its bookings take %s and %s are aside',
    id, capacity, booked, aside, taken, given_back) as what
  from counted where taken + given_back > capacity or taken <> booked or given_back <> aside`;

const COUNTED_POOLS = `
  select format('pool %s of session %s says %s used, its bookings are %s', p.pool, p.session_id, p.used, count(b.id)) as what
  from session_pool p left join booking b on b.session_id = p.session_id and b.pool = p.pool and b.state in ${KEEPS_PLACE}
  group by p.session_id, p.pool having count(b.id) <> p.used`;

/** Each fact of a booking with the place that the newest fact before it, or itself, says it stands in. */
const PLACED = `
  said as (
    select f.seq, f.kind, f.data, b.id, b.patient_id, b.slot_id, b.session_id, f.data->>'slot_id' as told_slot, f.data->>'session_id' as told_session,
      f.data->>'reserve' as told_reserve, count(f.data->>'slot_id') over life as slots_told, count(f.data->>'session_id') over life as sessions_told
    from fact f join booking b on f.subject = 'booking:' || b.id and f.kind like 'booking.%'
    window life as (partition by b.id order by f.seq)
  ), placed as (
    select seq, kind, data, id, patient_id,
      coalesce((max(told_slot) over (partition by id, slots_told))::uuid, slot_id) as slot_id,
      coalesce((max(told_session) over (partition by id, sessions_told))::uuid, session_id) as session_id,
      max(told_reserve) over (partition by id, slots_told) is not distinct from 'extra' as is_extra
    from said
  )`;

/**
 * The facts of one slot are in the order of their commits, since each was written under the slot's lock. An extra place comes
 * and goes with its booking, so neither is counted.
 */
const PLACES_AT_EVERY_COMMIT = `
  with ${PLACED}, step as (
    select seq, slot_id, case
      when kind in ('booking.held', 'booking.moved') or (kind = 'booking.booked' and data->>'from' = 'expired') then 1
      when kind in ('booking.expired', 'booking.cancelled') then -1 else 0 end as places
    from placed where not is_extra
    union all
    select seq, (data->>'from_slot_id')::uuid, -1
    from (select *, lag(is_extra) over (partition by id order by seq) as was_extra from placed) as p
    where kind = 'booking.moved' and not was_extra
  ), taken as (
    select slot_id, seq, sum(places) over (partition by slot_id order by seq) as places from step
  ), own as (
    select t.id, t.capacity - count(b.id) as places from slot t
    left join booking b on b.slot_id = t.id and b.reserve = 'extra' and b.state in ${KEEPS_PLACE} group by t.id
  )
  select format('slot %s had %s of %s places taken after fact %s', own.id, taken.places, own.places, taken.seq) as what
  from taken join own on own.id = taken.slot_id where taken.places > own.places or taken.places < 0`;

const SERIALS_TWICE = `
  select format('session %s gave serial %s to %s bookings', session_id, serial, count(*)) as what
  from booking group by session_id, serial having count(*) > 1`;

/** A serial that a moved booking had is never given again. */
const SERIALS_WITH_GAPS = `
  with gone as (
    select (data->>'from_session_id')::uuid as session_id, count(*) as serials from fact
    where kind = 'booking.moved' and data->>'from_slot_id' <> data->>'slot_id' group by 1
  )
  select format('session %s says %s serials issued, %s were moved away, its %s bookings carry %s to %s', s.id, s.issued, coalesce(g.serials, 0), count(b.id), min(b.serial), max(b.serial)) as what
  from session s left join booking b on b.session_id = s.id left join gone g on g.session_id = s.id
  group by s.id, g.serials having count(b.id) + coalesce(g.serials, 0) <> s.issued or min(b.serial) < 1 or max(b.serial) > s.issued`;

export const noPlaceSoldTwice = (ask: Ask): Promise<string[]> =>
  allSentences(ask, COUNTED_PLACES, COUNTED_POOLS, PLACES_AT_EVERY_COMMIT, SERIALS_TWICE, SERIALS_WITH_GAPS);

const TWICE_IN_A_SESSION = `
  select format('patient %s has %s active bookings in session %s', patient_id, count(*), session_id) as what
  from booking where state in ${ACTIVE} group by patient_id, session_id having count(*) > 1`;

const IN_TWO_PLACES = `
  select format('patient %s is expected at %s and at %s at the same time', a.patient_id, a.id, b.id) as what
  from booking a join booking b on b.patient_id = a.patient_id and b.id > a.id and b.starts_at < a.ends_at and b.ends_at > a.starts_at
  where a.state in ${ACTIVE} and b.state in ${ACTIVE}`;

/** Not only at the end: from one fact of a booking to its next the patient held it, or did not. */
const TWICE_AT_SOME_TIME = `
  with ${PLACED}, life as (
    select id, patient_id, session_id, seq as since, case kind when 'booking.moved' then data->>'state' else substr(kind, 9) end as state,
      lead(seq, 1, 9223372036854775807) over (partition by id order by seq) as until
    from placed
  ), active as (select * from life where state in ${ACTIVE})
  select distinct format('patient %s held both %s and %s in session %s', a.patient_id, a.id, b.id, a.session_id) as what
  from active a join active b
    on b.patient_id = a.patient_id and b.session_id = a.session_id and b.id > a.id and b.since < a.until and a.since < b.until`;

export const oneActiveRegistration = (ask: Ask): Promise<string[]> =>
  allSentences(ask, TWICE_IN_A_SESSION, IN_TWO_PLACES, TWICE_AT_SOME_TIME);

const EXPIRED_TWICE_OR_EARLY = `
  select format('hold %s expired %s times, first at %s, and ran until %s', b.id, count(*), min(f.at), b.held_until) as what
  from booking b join fact f on f.subject = 'booking:' || b.id and f.kind = 'booking.expired'
  group by b.id having count(*) > 1 or min(f.at) < b.held_until`;

const EXPIRED_BUT_KEEPS_MONEY = `
  select format('booking %s expired and keeps %s fen', b.id, sum(o.paid_fen - o.refund_due_fen)) as what
  from booking b join payment_order o on o.payable_kind = 'booking' and o.payable_id = b.id
  where b.state = 'expired' group by b.id having sum(o.paid_fen - o.refund_due_fen) > 0`;

/** How long after its time a hold may still stand before that counts as forgotten. */
const FORGOTTEN_AFTER = '10 minutes';
const FORGOTTEN = `
  select format('hold %s ran out at %s and still stands', id, held_until) as what
  from booking where state = 'held' and held_until < $1::timestamptz - interval '${FORGOTTEN_AFTER}'`;

export async function holdsEndOnce(ask: Ask, as_of: string | undefined): Promise<string[]> {
  const found = await allSentences(ask, EXPIRED_TWICE_OR_EARLY, EXPIRED_BUT_KEEPS_MONEY);
  return as_of ? [...found, ...(await sentences(ask, FORGOTTEN, [as_of]))] : found;
}
