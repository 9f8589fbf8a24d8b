-- Penalties are derived from bookings, never stored. What is stored: that a booking was forgiven, and the appeals that led to it.
alter table booking add column forgiven_at timestamptz;

create table penalty_appeal (
  id uuid primary key,
  patient_id uuid not null,
  account_id uuid not null,
  -- which suspension: the kinds of offence it counts and the booking that set it off
  suspension text not null,
  booking_ids uuid[] not null check (cardinality(booking_ids) > 0),
  words text not null,
  made_at timestamptz not null,
  state text not null check (state in ('open', 'lifted', 'upheld')),
  decided_at timestamptz,
  decided_by text,
  reason text,
  lifted_ids uuid[] not null default '{}',
  constraint penalty_appeal_decided check (
    (state = 'open') = (decided_at is null) and (state = 'open') = (decided_by is null) and (state = 'open') = (reason is null)
  ),
  constraint penalty_appeal_lifted check (
    (state = 'lifted') = (cardinality(lifted_ids) > 0) and lifted_ids <@ booking_ids
  ),
  -- heard once: an appeal that was decided is not made again for the same suspension
  constraint penalty_appeal_once unique (patient_id, suspension)
);
create index penalty_appeal_by_time on penalty_appeal (state, made_at, id);

-- A decision stands.
create function penalty_appeal_guard() returns trigger language plpgsql as $$
begin
  if old.state <> 'open' then
    raise exception 'appeal % was decided', old.id using errcode = 'restrict_violation', constraint = 'penalty_appeal_final';
  end if;
  return new;
end $$;
create trigger penalty_appeal_final before update or delete on penalty_appeal for each row execute function penalty_appeal_guard();
