-- Booking (挂号): one place of one slot for one patient, from hold to finish.
create table booking (
  id uuid primary key,
  session_id uuid not null references session (id),
  slot_id uuid not null,
  patient_id uuid not null references patient (id),
  account_id uuid,
  state text not null,
  serial integer not null,
  fee_fen integer not null check (fee_fen >= 0),
  payer_class text not null,
  channel text not null check (channel in ('app', 'mini_program', 'counter')),
  policy_version integer not null references policy_version (version),
  created_by text not null,
  idempotency_key text not null,
  created_at timestamptz not null,
  held_until timestamptz not null,
  state_at timestamptz not null,
  -- when the patient first came; who came and was not seen is no no-show to be punished
  checked_in_at timestamptz,
  cancelled_by text check (cancelled_by in ('patient', 'desk', 'hospital')),
  cancel_reason text,
  -- copied from the session, which never changes them: the limits and the overlap below need them in this row
  date date not null,
  department_id uuid not null,
  doctor_id uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  foreign key (slot_id, session_id) references slot (id, session_id),
  -- the same act asked twice is one booking
  constraint booking_once unique (created_by, idempotency_key),
  constraint booking_serial unique (session_id, serial),
  check ((state = 'cancelled') = (cancelled_by is not null)),
  -- a patient is in one place at a time
  constraint booking_overlap exclude using gist (patient_id with =, tstzrange(starts_at, ends_at) with &&)
    where (state in ('held', 'booked', 'checked_in', 'called', 'in_consultation'))
);
create unique index booking_one_active on booking (session_id, patient_id)
  where state in ('held', 'booked', 'checked_in', 'called', 'in_consultation');
create index booking_by_patient on booking (patient_id, date);
create index booking_by_day on booking (date, department_id);
create index booking_by_slot on booking (slot_id);
create index booking_due on booking (held_until) where state = 'held';

-- The legal moves; server/src/modules/booking/rules.ts has the same table and a test holds them together.
create table booking_move (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into booking_move (from_state, to_state) values
  ('held', 'booked'), ('held', 'expired'), ('held', 'cancelled'),
  ('expired', 'booked'),
  ('booked', 'checked_in'), ('booked', 'cancelled'), ('booked', 'no_show'),
  ('checked_in', 'called'), ('checked_in', 'cancelled'), ('checked_in', 'no_show'),
  ('called', 'in_consultation'), ('called', 'checked_in'), ('called', 'no_show'),
  ('in_consultation', 'finished');

create function booking_move_guard() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from booking_move where from_state = old.state and to_state = new.state) then
    raise exception 'booking % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'booking_legal_move';
  end if;
  return new;
end $$;
create trigger booking_legal_move before update of state on booking
  for each row when (old.state is distinct from new.state) execute function booking_move_guard();

-- Takes places for many asks in one statement and one commit. Locks in the house's order: patients (advisory), sessions,
-- slots, each sorted. `seen` is how many bookings the patient had when the rules were asked; if that has changed, the answer
-- is 'retry'. Outcomes: held, again (same key), key_reused, not_found, closed, past, full, duplicate, overlap, retry.
create function booking_hold_batch(
  p_id uuid[], p_slot uuid[], p_patient uuid[], p_account uuid[], p_actor text[], p_key text[], p_channel text[],
  p_fee integer[], p_payer text[], p_policy integer[], p_seen integer[], p_now timestamptz[], p_until timestamptz[]
) returns table (n integer, outcome text, booking_id uuid, serial integer) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(k)
    from (select distinct hashtextextended(p::text, 0) as k from unnest(p_patient) as p order by 1) as locks;
  perform 1 from session s where s.id in (select t.session_id from slot t where t.id = any (p_slot)) order by s.id for no key update;
  perform 1 from slot t where t.id = any (p_slot) order by t.id for no key update;

  return query
  with ask as (
    select * from unnest(p_id, p_slot, p_patient, p_account, p_actor, p_key, p_channel, p_fee, p_payer, p_policy, p_seen, p_now, p_until)
      with ordinality as a (id, slot_id, patient_id, account_id, actor, key, channel, fee, payer, policy, seen, now, until, n)
  ), seen as (
    select a.*, t.session_id, t.capacity - t.booked as free, t.starts_at, t.ends_at, t.starts, t.ends,
      s.state as session_state, s.issued, s.date, s.half_day, s.department_id, s.doctor_id, s.room_id, s.visit_type_id,
      e.id as earlier, e.slot_id is distinct from a.slot_id or e.patient_id is distinct from a.patient_id as other_ask, e.serial as earlier_serial
    from ask a
    left join slot t on t.id = a.slot_id
    left join session s on s.id = t.session_id
    left join booking e on e.created_by = a.actor and e.idempotency_key = a.key
  ), judged as (
    select *, case
      when earlier is not null then case when other_ask then 'key_reused' else 'again' end
      when session_id is null then 'not_found'
      when session_state <> 'open' then 'closed'
      when ends_at <= now then 'past'
      when seen <> (select count(*) from booking b where b.patient_id = seen.patient_id) then 'retry'
      when exists (select 1 from booking b where b.session_id = seen.session_id and b.patient_id = seen.patient_id
        and b.state in ('held', 'booked', 'checked_in', 'called', 'in_consultation')) then 'duplicate'
      when exists (select 1 from booking b where b.patient_id = seen.patient_id
        and b.state in ('held', 'booked', 'checked_in', 'called', 'in_consultation')
        and b.starts_at < seen.ends_at and b.ends_at > seen.starts_at) then 'overlap'
    end as no
    from seen
  ), ranked as (
    select *, row_number() over (partition by slot_id order by judged.n) as place from judged where no is null
  ), won as (
    select *, (issued + row_number() over (partition by session_id order by ranked.n))::integer as given from ranked where place <= free
  ), took as (
    update slot t set booked = t.booked + w.places from (select slot_id, count(*)::integer as places from won group by slot_id) as w where t.id = w.slot_id
  ), numbered as (
    update session s set issued = s.issued + w.numbers from (select session_id, count(*)::integer as numbers from won group by session_id) as w where s.id = w.session_id
  ), made as (
    insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, payer_class, channel, policy_version,
      created_by, idempotency_key, created_at, held_until, state_at, date, department_id, doctor_id, starts_at, ends_at)
    select id, session_id, slot_id, patient_id, account_id, 'held', given, fee, payer, channel, policy,
      actor, key, now, until, now, date, department_id, doctor_id, starts_at, ends_at from won
  ), told as (
    insert into fact (at, kind, subject, patient, actor, data)
    select now, 'booking.held', 'booking:' || id, patient_id, actor, jsonb_build_object(
      'session_id', session_id, 'slot_id', slot_id, 'department_id', department_id, 'doctor_id', doctor_id, 'room_id', room_id,
      'visit_type_id', visit_type_id, 'date', date, 'half_day', half_day, 'starts', to_char(starts, 'HH24:MI'), 'ends', to_char(ends, 'HH24:MI'),
      'serial', given, 'fee_fen', fee, 'channel', channel, 'policy_version', policy, 'payer_class', payer, 'account_id', account_id)
    from won
  )
  select j.n::integer, coalesce(j.no, case when w.id is null then 'full' else 'held' end),
    coalesce(j.earlier, w.id), coalesce(j.earlier_serial, w.given)
  from judged j left join won w on w.n = j.n
  order by j.n;
end $$;
