-- Extra places (加号): who gave one to whom, why, and who took it back. The booking itself says how it stands.
create table extra_place (
  booking_id uuid primary key references booking (id),
  session_id uuid not null references session (id),
  doctor_id uuid not null,
  date date not null,
  reason text not null check (length(reason) >= 2),
  given_by text not null,
  given_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdraw_reason text,
  constraint extra_place_withdrawn check (num_nulls(withdrawn_by, withdrawn_at, withdraw_reason) in (0, 3))
);
create index extra_place_by_session on extra_place (session_id);
create index extra_place_by_doctor on extra_place (doctor_id, date);
create index extra_place_by_time on extra_place (given_at, booking_id);
