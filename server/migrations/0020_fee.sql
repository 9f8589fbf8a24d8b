-- Fees: what a payer class pays less, and the parts of a booking's fee, fixed when its place is taken.

-- By part of the fee, as the hospital's price list says it. `percent`: so many hundredths off; `fen`: so much off; `at_most`: pays
-- no more than this. They are edited with their visit type and share its version.
create table fee_discount (
  visit_type_id uuid not null references visit_type,
  payer_class text not null check (payer_class in ('student', 'staff', 'retiree', 'self_pay')),
  part text not null check (part in ('registration', 'consultation')),
  kind text not null,
  value integer not null,
  primary key (visit_type_id, payer_class, part),
  constraint fee_discount_value check (
    (kind = 'percent' and value between 1 and 100)
    or (kind = 'fen' and value between 1 and 100000000)
    or (kind = 'at_most' and value between 0 and 100000000)
  )
);

-- A fee of which no parts are known: all of it for registration, by the list.
create function fee_as_one_part(fee_fen integer) returns jsonb language sql immutable as $$
  select jsonb_build_array(jsonb_build_object('kind', 'registration', 'list_fen', fee_fen, 'discount_fen', 0, 'amount_fen', fee_fen))
$$;

alter table booking add column fee_parts jsonb;
update booking set fee_parts = fee_as_one_part(fee_fen);
alter table booking
  alter column fee_parts set not null,
  -- Written out instead of summed by a function: this is checked at every move of every booking.
  add constraint booking_fee_adds_up check (
    jsonb_typeof(fee_parts) = 'array' and jsonb_array_length(fee_parts) between 1 and 4
    and fee_fen = coalesce((fee_parts -> 0 ->> 'amount_fen')::integer, -1) + coalesce((fee_parts -> 1 ->> 'amount_fen')::integer, 0)
      + coalesce((fee_parts -> 2 ->> 'amount_fen')::integer, 0) + coalesce((fee_parts -> 3 ->> 'amount_fen')::integer, 0)
  );

-- A server of the version before still books while the house is upgraded, and says nothing of parts.
create function booking_fee_unparted() returns trigger language plpgsql as $$
begin
  new.fee_parts := fee_as_one_part(new.fee_fen);
  return new;
end $$;
create trigger booking_fee_unparted before insert on booking
  for each row when (new.fee_parts is null) execute function booking_fee_unparted();

drop function booking_take_places(uuid[], uuid[], uuid[], uuid[], text[], text[], text[], text[], integer[], text[], integer[], integer[], integer[], timestamptz[], timestamptz[], date);
-- Takes places for many asks in one statement and one commit. Locks in the house's order: patients (advisory), sessions,
-- slots, each sorted. `seen` is how many bookings the patient had when the rules were asked, `account_seen` how many the
-- account had (null: no rule asks), of a visit day from p_since on; if either has changed, the answer is 'retry'. An ask is counted in the reserve it is
-- entitled to if the session keeps one, else in its channel: it takes what is kept for that partition first, then what is
-- kept for nobody. Outcomes: held, again (same key), key_reused, not_found, closed, past, full, reserved (places are left,
-- kept for others), duplicate, overlap, retry; `counted_as`: the reserve a place was taken from. As in migration 0012, and the
-- booking keeps its fee in parts; last and optional, so that a server of the version before still takes places.
create function booking_take_places(
  p_id uuid[], p_slot uuid[], p_patient uuid[], p_account uuid[], p_actor text[], p_key text[], p_channel text[], p_reserve text[],
  p_fee integer[], p_payer text[], p_policy integer[], p_seen integer[], p_account_seen integer[], p_now timestamptz[], p_until timestamptz[],
  p_since date default '-infinity', p_fee_parts jsonb[] default null
) returns table (n integer, outcome text, booking_id uuid, serial integer, counted_as text) language plpgsql
-- Planned once and by index: planning costs as much as running, and a plan made while a table is still empty would read all
-- of it when it has filled, in the first rush of a new hospital.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
  perform pg_advisory_xact_lock(k) from (
    select distinct hashtextextended(who::text, 0) as k from (
      select unnest(p_patient) as who
      union all select a.account from unnest(p_account, p_account_seen) as a (account, counted) where a.counted is not null
    ) as people order by 1
  ) as locks;
  perform 1 from session s where s.id in (select t.session_id from slot t where t.id = any (p_slot)) order by s.id for no key update;
  perform 1 from slot t where t.id = any (p_slot) order by t.id for no key update;

  return query
  with ask as (
    select * from unnest(p_id, p_slot, p_patient, p_account, p_actor, p_key, p_channel, p_reserve, p_fee, p_payer, p_policy, p_seen, p_account_seen, p_now, p_until, p_fee_parts)
      with ordinality as a (id, slot_id, patient_id, account_id, actor, key, channel, reserve, fee, payer, policy, seen, account_seen, now, until, fee_parts, n)
  ), seen as (
    select a.*, t.session_id, t.capacity - t.booked - t.aside as free, t.starts_at, t.ends_at, t.starts, t.ends,
      case when t.state = 'closed' then 'closed' else s.state end as session_state,
      s.issued, s.date, s.half_day, s.department_id, s.doctor_id, s.room_id, s.visit_type_id,
      e.id as earlier, e.slot_id is distinct from a.slot_id or e.patient_id is distinct from a.patient_id as other_ask, e.serial as earlier_serial,
      h.counted, h.in_session, h.busy
    from ask a
    left join slot t on t.id = a.slot_id
    left join session s on s.id = t.session_id
    left join booking e on e.created_by = a.actor and e.idempotency_key = a.key
    -- one look at what the patient has: few rows, however long the hospital has been open
    left join lateral (
      select count(*) as counted, bool_or(o.is_open and o.session_id = t.session_id) as in_session,
        bool_or(o.is_open and o.starts_at < t.ends_at and o.ends_at > t.starts_at) as busy
      from (
        select b.session_id, b.starts_at, b.ends_at, b.state in ('held', 'booked', 'checked_in', 'called', 'in_consultation') as is_open
        from booking b where b.patient_id = a.patient_id and b.date >= p_since
      ) as o
    ) h on true
  ), judged as (
    select *, case
      when earlier is not null then case when other_ask then 'key_reused' else 'again' end
      when session_id is null then 'not_found'
      when session_state <> 'open' then 'closed'
      when ends_at <= now then 'past'
      when seen <> counted then 'retry'
      when account_seen is not null and account_seen <> (select count(*) from booking b where b.account_id = seen.account_id and b.date >= p_since) then 'retry'
      when in_session then 'duplicate'
      when busy then 'overlap'
    end as no
    from seen
  ), kept as (
    select p.session_id, p.pool, greatest(0, p.floor - p.used) as own, p.ceiling - p.used as room
    from session_pool p where p.session_id = any (array(select j.session_id from judged j where j.no is null))
  ), common as (
    -- places of a partitioned session that can still be used and are kept for nobody
    select k.session_id, (select sum(t.capacity - t.booked - t.aside) from slot t where t.session_id = k.session_id and t.state = 'open'
      and t.ends_at > (select max(a.now) from ask a)) - k.own as places
    from (select kept.session_id, sum(kept.own) as own from kept group by kept.session_id) as k
  ), in_slot as (
    select j.*, row_number() over (partition by slot_id order by j.n) <= free as has_place,
      case when exists (select 1 from kept k where k.session_id = j.session_id and k.pool = j.reserve) then j.reserve end as counted_in
    from judged j where no is null
  ), in_pool as (
    select i.n, i.session_id, k.own, k.room,
      row_number() over (partition by i.session_id, coalesce(i.counted_in, i.channel) order by i.n) as rank
    from in_slot i left join kept k on k.session_id = i.session_id and k.pool = coalesce(i.counted_in, i.channel)
    where i.has_place
  ), in_common as materialized (
    select p.n, p.rank <= coalesce(p.own, 0)
      or row_number() over (partition by p.session_id, p.rank > coalesce(p.own, 0) order by p.n) <= coalesce(c.places, 2147483647) as allowed
    from in_pool p left join common c on c.session_id = p.session_id
    where p.rank <= coalesce(p.room, 2147483647)
  ), ranked as (
    select i.*, coalesce(c.allowed, false) as wins from in_slot i left join in_common c on c.n = i.n
  ), won as (
    select *, (issued + row_number() over (partition by session_id order by ranked.n))::integer as given from ranked where wins
  ), took as (
    update slot t set booked = t.booked + w.places from (select slot_id, count(*)::integer as places from won group by slot_id) as w where t.id = w.slot_id
  ), counted as (
    update session_pool p set used = p.used + w.places
    from (select session_id, coalesce(counted_in, channel) as pool, count(*)::integer as places from won group by 1, 2) as w
    where p.session_id = w.session_id and p.pool = w.pool
  ), numbered as (
    update session s set issued = s.issued + w.numbers from (select session_id, count(*)::integer as numbers from won group by session_id) as w where s.id = w.session_id
  ), made as (
    insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, fee_parts, payer_class, channel, reserve, policy_version,
      created_by, idempotency_key, created_at, held_until, state_at, date, department_id, doctor_id, starts_at, ends_at)
    select id, session_id, slot_id, patient_id, account_id, 'held', given, fee, coalesce(won.fee_parts, fee_as_one_part(fee)), payer, channel, counted_in, policy,
      actor, key, now, until, now, date, department_id, doctor_id, starts_at, ends_at from won
  ), told as (
    insert into fact (at, kind, subject, patient, actor, data)
    select now, 'booking.held', 'booking:' || id, patient_id, actor, jsonb_build_object(
      'session_id', session_id, 'slot_id', slot_id, 'department_id', department_id, 'doctor_id', doctor_id, 'room_id', room_id,
      'visit_type_id', visit_type_id, 'date', date, 'half_day', half_day, 'starts', to_char(starts, 'HH24:MI'), 'ends', to_char(ends, 'HH24:MI'),
      'serial', given, 'fee_fen', fee, 'fee_parts', coalesce(won.fee_parts, fee_as_one_part(fee)), 'channel', channel, 'reserve', counted_in, 'policy_version', policy, 'payer_class', payer, 'account_id', account_id)
    from won
  )
  select j.n::integer,
    coalesce(j.no, case
      when r.wins then 'held'
      when r.has_place then 'reserved'
      -- somebody before it in this batch was refused for another reason: the place may still be there
      when exists (select 1 from ranked o where o.slot_id = r.slot_id and o.has_place and not o.wins) then 'retry'
      else 'full' end),
    coalesce(j.earlier, case when r.wins then j.id end), coalesce(j.earlier_serial, w.given), case when r.wins then r.counted_in end
  from judged j left join ranked r on r.n = j.n left join won w on w.n = j.n
  order by j.n;
end $$;
