-- Projections built from facts alone; `rebuild` replays them into copies and compares.
create table an_booking (
  booking_id uuid primary key,
  patient_id uuid,
  date date,
  department_id uuid,
  doctor_id uuid,
  session_id uuid,
  visit_type_id uuid,
  starts text,
  fee_fen integer,
  state text not null,
  -- The seq of the fact that set the state: facts may be read out of their order, the newest one counts.
  state_seq bigint not null,
  held_at timestamptz,
  booked_at timestamptz,
  checked_in_at timestamptz,
  called_at timestamptz,
  in_consultation_at timestamptz,
  finished_at timestamptz,
  cancelled_at timestamptz,
  expired_at timestamptz,
  no_show_at timestamptz
);
create index an_booking_by_date on an_booking (date, department_id);

create table an_payment (
  fact_seq bigint primary key,
  kind text not null check (kind in ('paid', 'refunded')),
  date date not null,
  booking_id uuid,
  amount_fen integer not null check (amount_fen >= 0)
);
create index an_payment_by_date on an_payment (date);

create table an_name (
  kind text not null,
  id uuid not null,
  seq bigint not null,
  name text not null,
  name_en text not null,
  primary key (kind, id)
);

-- One row: the newest hospital time among the facts read.
create table an_as_of (
  one boolean primary key default true check (one),
  at timestamptz not null
);
