-- Closures (停诊) and substitutions (替诊): what was frozen or handed over, and one case for every patient it touches.
alter table session
  -- who was to hold it before another doctor took over; null: nobody took over
  add column substitute_for uuid references doctor (id);

create table closure (
  id uuid primary key,
  kind text not null check (kind in ('closure', 'substitution')),
  grain text not null check (grain in ('department', 'doctor', 'session', 'slot', 'calendar')),
  -- what was asked for, as it came; what it caught is in closure_session
  scope jsonb not null,
  department_ids uuid[] not null,
  reason text not null,
  substitute_doctor_id uuid references doctor (id),
  state text not null check (state in ('proposed', 'refused', 'withdrawn', 'open', 'settled')),
  -- own: an administrator's act; urgent: an operator could not wait for one; given: approved ahead
  approval text check (approval in ('own', 'urgent', 'given')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decision_note text,
  settled_at timestamptz,
  constraint closure_substitute check ((kind = 'substitution') = (substitute_doctor_id is not null)),
  constraint closure_approved check ((state in ('open', 'settled')) = (approval is not null)),
  constraint closure_settled check ((state = 'settled') = (settled_at is not null))
);
create index closure_running on closure (proposed_at) where state in ('proposed', 'open');

create table closure_session (
  closure_id uuid not null references closure (id),
  session_id uuid not null references session (id),
  -- the slots that were frozen when not the whole session was
  slot_ids uuid[],
  -- who held the session until then
  doctor_id uuid not null references doctor (id),
  primary key (closure_id, session_id)
);
create index closure_session_by_session on closure_session (session_id);

create table closure_case (
  id uuid primary key,
  closure_id uuid not null references closure (id),
  kind text not null check (kind in ('closure', 'substitution')),
  booking_id uuid not null references booking (id),
  patient_id uuid not null,
  department_id uuid not null,
  -- where the patient was to be seen, and by whom
  session_id uuid not null,
  slot_id uuid not null,
  doctor_id uuid not null,
  starts_at timestamptz not null,
  state text not null default 'choosing' check (state in ('choosing', 'moved', 'kept', 'refunded', 'cancelled', 'seen')),
  opened_at timestamptz not null,
  deadline timestamptz not null,
  -- who reached the patient by telephone, when
  phoned_by text,
  phoned_at timestamptz,
  settled_at timestamptz,
  settled_by text,
  moved_to_slot_id uuid,
  refund_fen integer not null default 0 check (refund_fen >= 0),
  constraint closure_case_settled check ((state = 'choosing') = (settled_at is null) and (settled_at is null) = (settled_by is null)),
  constraint closure_case_moved check ((state = 'moved') = (moved_to_slot_id is not null)),
  -- a place that is gone cannot be kept
  constraint closure_case_kept check (state <> 'kept' or kind = 'substitution')
);
-- one choice at a time
create unique index closure_case_open on closure_case (booking_id) where state = 'choosing';
create index closure_case_due on closure_case (deadline) where state = 'choosing';
create index closure_case_by_closure on closure_case (closure_id, state);
create index closure_case_by_patient on closure_case (patient_id, opened_at);

-- What was chosen stays chosen.
create function closure_case_guard() returns trigger language plpgsql as $$
begin
  raise exception 'case % is settled (%)', old.id, old.state using errcode = 'check_violation', constraint = 'closure_case_final';
end $$;
create trigger closure_case_final before update of state on closure_case
  for each row when (old.state <> 'choosing') execute function closure_case_guard();

-- Who had checked in is expected anew when their place moves to another day.
insert into booking_move (from_state, to_state) values ('checked_in', 'booked');

/*
 * Whether a booking may be moved into a slot: free, full, reserved (places are left, kept for others) or closed. It counts
 * in the reserve it had, if this session keeps one, else in its channel, as booking_take_places does. Within one session
 * nothing changes hands, so only the slot itself is asked.
 */
create function slot_room(p_slot uuid, p_channel text, p_reserve text, p_from_session uuid, p_now timestamptz) returns text language sql stable as $$
  select case
    when t.state <> 'open' or s.state <> 'open' then 'closed'
    when t.capacity - t.booked - t.aside <= 0 then 'full'
    when s.id = p_from_session then 'free'
    when coalesce(own.used >= own.ceiling, false) then 'reserved'
    when coalesce(own.used < own.floor, false) then 'free'
    when (select sum(o.capacity - o.booked - o.aside) from slot o where o.session_id = s.id and o.state = 'open' and o.ends_at > p_now)
      - (select coalesce(sum(greatest(0, p.floor - p.used)), 0) from session_pool p where p.session_id = s.id) <= 0 then 'reserved'
    else 'free'
  end
  from slot t
  join session s on s.id = t.session_id
  left join session_pool own on own.session_id = s.id and own.pool = coalesce(
    (select p.pool from session_pool p where p.session_id = s.id and p.pool = p_reserve), p_channel)
  where t.id = p_slot
$$;

-- The day's figures follow a booking to where it was moved: of what its facts say of the place, the newest counts. The
-- projection is read anew from the record, which is what projections are for.
alter table an_booking
  add column place_seq bigint not null default 0,
  -- the newest fact by which the patient is expected anew, on another day
  add column anew_seq bigint not null default 0;
delete from an_booking;
delete from an_payment;
delete from an_name;
delete from an_as_of;
update fact_reader set tx = '0', seq = 0 where name = 'analytics';
