-- Scheduling: templates generate sessions (班次), sessions have slots (时段) with places (号源).
create table schedule_template (
  id uuid primary key,
  doctor_id uuid not null references doctor (id),
  room_id uuid not null references room (id),
  visit_type_id uuid not null references visit_type (id),
  weekday smallint not null check (weekday between 1 and 7),
  half_day text not null check (half_day in ('morning', 'afternoon', 'evening')),
  starts time not null,
  ends time not null,
  slot_minutes smallint not null check (slot_minutes between 5 and 30),
  places_per_slot smallint not null check (places_per_slot between 1 and 60),
  valid_from date not null,
  valid_to date,
  version integer not null default 1,
  check (starts < ends),
  check (valid_to is null or valid_to >= valid_from),
  -- one doctor, and one room, is in one place at a time
  constraint template_doctor_free exclude using gist (
    doctor_id with =, weekday with =, daterange(valid_from, valid_to, '[]') with &&,
    int4range(extract(epoch from starts)::int, extract(epoch from ends)::int) with &&),
  constraint template_room_free exclude using gist (
    room_id with =, weekday with =, daterange(valid_from, valid_to, '[]') with &&,
    int4range(extract(epoch from starts)::int, extract(epoch from ends)::int) with &&)
);

create table session (
  id uuid primary key,
  template_id uuid references schedule_template (id),
  date date not null,
  half_day text not null check (half_day in ('morning', 'afternoon', 'evening')),
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  starts time not null,
  ends time not null,
  department_id uuid not null references department (id),
  doctor_id uuid not null references doctor (id),
  room_id uuid not null references room (id),
  visit_type_id uuid not null references visit_type (id),
  state text not null default 'open' check (state in ('open', 'closed')),
  close_reason text,
  -- serial numbers given out so far; never given twice, also after a cancellation
  issued integer not null default 0 check (issued >= 0),
  unique (template_id, date),
  constraint session_doctor_free exclude using gist (doctor_id with =, tstzrange(starts_at, ends_at) with &&) where (state = 'open'),
  constraint session_room_free exclude using gist (room_id with =, tstzrange(starts_at, ends_at) with &&) where (state = 'open')
);
create index session_by_department on session (department_id, date);
create index session_by_doctor on session (doctor_id, date);
create index session_by_date on session (date);
create index session_closed on session (id) where state = 'closed';

create table slot (
  id uuid primary key,
  session_id uuid not null references session (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  starts time not null,
  ends time not null,
  capacity integer not null check (capacity >= 0),
  -- places taken; a place is never sold twice because this may not pass capacity
  booked integer not null default 0,
  constraint slot_not_oversold check (booked between 0 and capacity),
  unique (session_id, starts_at),
  unique (id, session_id)
) with (fillfactor = 70);
