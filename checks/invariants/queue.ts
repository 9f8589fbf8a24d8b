/** I10: a ticket is called into one room, a room has one patient, a number is given once a day. */
import { type Ask, allSentences } from './ask.ts';

const NUMBERS_TWICE = `
  select format('number %s of %s was given to %s tickets', number, date, count(*)) as what
  from ticket group by date, number having count(*) > 1
  union all
  select format('serial %s of department %s on %s was given to %s tickets', serial, department_id, date, count(*))
  from ticket group by department_id, date, serial having count(*) > 1
  union all
  select format('booking %s has %s tickets', booking_id, count(*)) from ticket where booking_id is not null
  group by booking_id having count(*) > 1
  union all
  select format('patient %s stands %s times at service point %s', patient_id, count(*), service_point_id) from ticket
  where service_point_id is not null and state not in ('finished', 'left')
  group by patient_id, service_point_id having count(*) > 1`;

/** From its call until it is passed, finished or has left, a ticket has a room. Order of facts is order of commits. */
const OPEN_IN_ROOMS = `
  with step as (
    select subject, kind, seq, data->>'room_id' as room_id,
      kind = 'ticket.undone' and data->>'state' in ('called', 'in_consultation') as is_back_inside,
      lead(seq, 1, 9223372036854775807) over (partition by subject order by seq) as until
    from fact where subject like 'ticket:%'
  ), open as (
    select * from step where kind in ('ticket.called', 'ticket.recalled', 'ticket.started') or is_back_inside
  )`;

const TWO_PATIENTS_IN_A_ROOM = `${OPEN_IN_ROOMS}
  select distinct format('room %s had %s and %s at the same time', a.room_id, a.subject, b.subject) as what
  from open a join open b on b.room_id = a.room_id and b.subject > a.subject and b.seq < a.until and a.seq < b.until`;

const CALLED_IN_TWO_ROOMS = `${OPEN_IN_ROOMS}
  select distinct format('%s was called into %s and, not passed between, into %s', a.subject, a.room_id, b.room_id) as what
  from open a join open b on b.subject = a.subject and b.seq = a.until and b.room_id <> a.room_id`;

const CALLS_UNCOUNTED = `
  select format('ticket %s counts %s calls, %s are kept, numbered to %s', t.id, t.calls, count(c.seq), max(c.call_no)) as what
  from ticket t left join ticket_call c on c.ticket_id = t.id
  group by t.id having count(c.seq) <> t.calls or coalesce(max(c.call_no), 0) <> t.calls`;

/** A ticket and its booking tell the same story. */
const OUT_OF_STEP = `
  select format('ticket %s is %s, its booking %s is %s', t.id, t.state, b.id, b.state) as what
  from ticket t join booking b on b.id = t.booking_id
  where b.state <> all (case
    when t.state = 'finished' then array['finished'] when t.state = 'left' then array['cancelled', 'no_show']
    -- back with results: the visit is open and stays so
    when t.state in ('in_consultation', 'away') or t.round > 1 then array['in_consultation']
    when t.state = 'called' then array['called'] else array['checked_in'] end)
  union all
  select format('ticket %s is %s, its visit %s is %s', t.id, t.state, v.id, v.state)
  from visit v join ticket t on t.id = v.ticket_id where (v.state = 'finished') <> (t.state = 'finished')`;

/** A ticket's history ends where the ticket stands. */
const HISTORY_ELSEWHERE = `
  select format('ticket %s is %s, its history ends at %s', t.id, t.state, coalesce(last.state, 'nothing')) as what
  from ticket t left join lateral (
    select state, act from ticket_act a where a.ticket_id = t.id order by seq desc limit 1
  ) as last on true
  where last.state is distinct from t.state or last.act is distinct from t.act`;

export const oneRoomPerTicket = (ask: Ask): Promise<string[]> =>
  allSentences(
    ask,
    NUMBERS_TWICE,
    TWO_PATIENTS_IN_A_ROOM,
    CALLED_IN_TWO_ROOMS,
    CALLS_UNCOUNTED,
    OUT_OF_STEP,
    HISTORY_ELSEWHERE,
  );
