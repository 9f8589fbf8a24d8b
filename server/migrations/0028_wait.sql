-- How long still: what was said to whom and when, what past days teach, and how wrong it was.

-- A range as it was said; never changed. Minutes from made_at. The rival is people ahead times the mean visit.
create table wait_forecast (
  ticket_id uuid not null references ticket,
  made_at timestamptz not null,
  -- The hospital's day and hour of made_at.
  date date not null,
  hour smallint not null check (hour between 0 and 23),
  department_id uuid not null,
  people_ahead integer not null check (people_ahead >= 0),
  p50_minutes real not null check (p50_minutes >= 0),
  p90_minutes real not null,
  rival_minutes real not null check (rival_minutes >= 0),
  primary key (ticket_id, made_at),
  constraint wait_forecast_range check (p90_minutes >= p50_minutes)
);
create index wait_forecast_by_date on wait_forecast (date, department_id);

-- Days that are over, measured and scored.
create table wait_day (
  date date primary key,
  closed_at timestamptz not null
);

-- Sums of a closed day; `part` is the round of a visit or the step of an arrival.
create table wait_measure (
  date date not null references wait_day,
  what text not null check (what ~ '^[a-z_]+$'),
  department_id uuid not null,
  -- The service point, of what is measured there.
  doctor_id uuid not null,
  visit_type_id text not null,
  part smallint not null,
  n integer not null check (n > 0),
  minutes_sum double precision not null,
  minutes_square_sum double precision not null,
  primary key (date, what, department_id, doctor_id, visit_type_id, part)
);

-- Kept for ever: the errors of a closed day, hour and department as sums.
create table wait_score (
  date date not null references wait_day,
  hour smallint not null check (hour between 0 and 23),
  department_id uuid not null,
  n integer not null check (n >= 0),
  not_judged integer not null check (not_judged >= 0),
  error_sum double precision not null,
  absolute_error_sum double precision not null,
  rival_absolute_error_sum double precision not null,
  within_p50 integer not null check (within_p50 between 0 and n),
  within_p90 integer not null check (within_p90 between within_p50 and n),
  primary key (date, hour, department_id)
);
