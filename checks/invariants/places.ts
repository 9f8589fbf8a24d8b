/** I1 no place sold twice, I2 one active registration, I8 a hold ends once. */
import { type Ask, allSentences, sentences } from './ask.ts';

/** States in which a booking keeps its place of the slot: all but those that gave it back. */
const KEEPS_PLACE = `('held', 'booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show')`;
const ACTIVE = `('held', 'booked', 'checked_in', 'called', 'in_consultation')`;

const COUNTED_PLACES = `
  select format('slot %s has %s places, its counter says %s taken, its bookings take %s', t.id, t.capacity, t.booked, count(b.id)) as what
  from slot t left join booking b on b.slot_id = t.id and b.state in ${KEEPS_PLACE}
  group by t.id having count(b.id) > t.capacity or count(b.id) <> t.booked`;

/** The facts of one slot are in the order of their commits, since each was written under the slot's lock. */
const PLACES_AT_EVERY_COMMIT = `
  with step as (
    select f.seq, b.slot_id, case
      when f.kind = 'booking.held' or (f.kind = 'booking.booked' and f.data->>'from' = 'expired') then 1
      when f.kind in ('booking.expired', 'booking.cancelled') then -1 else 0 end as places
    from fact f join booking b on f.subject = 'booking:' || b.id
  ), taken as (
    select slot_id, seq, sum(places) over (partition by slot_id order by seq) as places from step
  )
  select format('slot %s had %s of %s places taken after fact %s', t.id, taken.places, t.capacity, taken.seq) as what
  from taken join slot t on t.id = taken.slot_id where taken.places > t.capacity or taken.places < 0`;

const SERIALS_TWICE = `
  select format('session %s gave serial %s to %s bookings', session_id, serial, count(*)) as what
  from booking group by session_id, serial having count(*) > 1`;

const SERIALS_WITH_GAPS = `
  select format('session %s says %s serials issued, its %s bookings carry %s to %s', s.id, s.issued, count(b.id), min(b.serial), max(b.serial)) as what
  from session s left join booking b on b.session_id = s.id
  group by s.id having count(b.id) <> s.issued or min(b.serial) < 1 or max(b.serial) > s.issued`;

export const noPlaceSoldTwice = (ask: Ask): Promise<string[]> =>
  allSentences(ask, COUNTED_PLACES, PLACES_AT_EVERY_COMMIT, SERIALS_TWICE, SERIALS_WITH_GAPS);

const TWICE_IN_A_SESSION = `
  select format('patient %s has %s active bookings in session %s', patient_id, count(*), session_id) as what
  from booking where state in ${ACTIVE} group by patient_id, session_id having count(*) > 1`;

const IN_TWO_PLACES = `
  select format('patient %s is expected at %s and at %s at the same time', a.patient_id, a.id, b.id) as what
  from booking a join booking b on b.patient_id = a.patient_id and b.id > a.id and b.starts_at < a.ends_at and b.ends_at > a.starts_at
  where a.state in ${ACTIVE} and b.state in ${ACTIVE}`;

/** Not only at the end: from one fact of a booking to its next the patient held it, or did not. */
const TWICE_AT_SOME_TIME = `
  with life as (
    select b.id, b.patient_id, b.session_id, f.seq as since, substr(f.kind, 9) as state,
      lead(f.seq, 1, 9223372036854775807) over (partition by b.id order by f.seq) as until
    from fact f join booking b on f.subject = 'booking:' || b.id
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
