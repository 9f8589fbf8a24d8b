-- The waiting hall: a department's letter, the serial of its day, tickets and their calls.
create table queue_letter (
  department_id uuid primary key,
  ordinal integer not null unique check (ordinal >= 0),
  letter text not null unique check (letter ~ '^[A-Z]+$')
);

create table queue_serial (
  department_id uuid not null references queue_letter,
  date date not null,
  last_serial integer not null check (last_serial > 0),
  primary key (department_id, date)
);

create table ticket (
  id uuid primary key,
  booking_id uuid not null constraint ticket_once_per_booking unique,
  session_id uuid not null,
  patient_id uuid not null,
  department_id uuid not null references queue_letter,
  doctor_id uuid not null,
  visit_type_id uuid not null,
  date date not null,
  serial integer not null check (serial > 0),
  number text not null,
  state text not null check (state in ('waiting', 'called', 'in_consultation', 'passed', 'finished', 'left')),
  slot_starts_at timestamptz not null,
  slot_ends_at timestamptz not null check (slot_ends_at > slot_starts_at),
  checked_in_at timestamptz not null,
  -- Where it is or was called; the session's room until then.
  room_id uuid not null,
  calls integer not null default 0 check (calls >= 0),
  called_at timestamptz,
  started_at timestamptz,
  passed_at timestamptz,
  -- Set when a passed patient came back: the last call of the house at that moment, from which two others go first.
  returned_at timestamptz,
  returned_after_call bigint,
  ended_at timestamptz,
  constraint ticket_serial_of_the_day unique (department_id, date, serial),
  constraint ticket_number_of_the_day unique (date, number),
  check ((returned_at is null) = (returned_after_call is null)),
  check (state not in ('called', 'in_consultation') or (called_at is not null and calls > 0)),
  check (state not in ('in_consultation', 'finished') or started_at is not null),
  check ((state in ('finished', 'left')) = (ended_at is not null))
);
-- I10: a room has one patient, and a ticket one room.
create unique index ticket_one_open_per_room on ticket (room_id) where state in ('called', 'in_consultation');
create index ticket_by_session on ticket (session_id, state);
create index ticket_by_department on ticket (department_id, date, state);
create index ticket_by_patient on ticket (patient_id, date);
create index ticket_by_doctor_finished on ticket (doctor_id, ended_at) where state = 'finished';

-- Every call of a ticket, each with its number, so that a board speaks each once.
create table ticket_call (
  seq bigint generated always as identity primary key,
  ticket_id uuid not null references ticket,
  call_no integer not null check (call_no > 0),
  -- False for a recall: the same patient asked again.
  is_turn boolean not null,
  session_id uuid not null,
  department_id uuid not null,
  room_id uuid not null,
  at timestamptz not null,
  unique (ticket_id, call_no)
);
create index ticket_call_by_session on ticket_call (session_id, seq) where is_turn;
create index ticket_call_by_department on ticket_call (department_id, at);
