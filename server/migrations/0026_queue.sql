-- Tickets of any kind of service: where one is served besides the doctor's room, how urgent, how often, and every act on them.
create table service_kind (
  code text primary key check (code ~ '^[a-z][a-z_]{1,29}$'),
  name text not null,
  name_en text not null,
  position integer not null default 0 check (position >= 0)
);
-- A hospital adds its own; `visit` is the house's, its tickets come of bookings.
insert into service_kind (code, name, name_en, position) values
  ('visit', '就诊', 'Visit', 0), ('test', '检查检验', 'Test', 10), ('pharmacy', '取药', 'Pharmacy', 20);

create table service_point (
  id uuid primary key,
  kind text not null references service_kind check (kind <> 'visit'),
  department_id uuid not null,
  name text not null,
  name_en text not null,
  is_open boolean not null default true,
  -- A guess to begin with, until the house has measured.
  mean_minutes double precision not null check (mean_minutes > 0),
  version integer not null default 1 check (version > 0),
  constraint service_point_name unique (department_id, name)
);
create table service_point_room (
  service_point_id uuid not null references service_point,
  room_id uuid not null,
  position integer not null check (position > 0),
  primary key (service_point_id, room_id)
);
create index service_point_room_by_room on service_point_room (room_id);

alter table ticket
  alter column booking_id drop not null,
  alter column session_id drop not null,
  alter column doctor_id drop not null,
  alter column visit_type_id drop not null,
  alter column slot_starts_at drop not null,
  alter column slot_ends_at drop not null,
  -- A service point's rooms share its line: a ticket has none until it is called.
  alter column room_id drop not null,
  add column kind text not null default 'visit' references service_kind,
  add column service_point_id uuid references service_point,
  -- The ticket whose doctor sent the patient here.
  add column sent_by_ticket_id uuid references ticket,
  -- The number it had in another department.
  add column former_number text,
  -- 1 critical, 2 urgent, 3 priority, 4 routine.
  add column urgency smallint not null default 4 check (urgency between 1 and 4),
  add column class text check (class ~ '^[a-z_]+$'),
  -- 1 = first; more = came back with results, at back_at.
  add column round integer not null default 1 check (round > 0),
  add column back_at timestamptz,
  add column away_at timestamptz,
  add column held_at timestamptz,
  add column held_reason text,
  -- A nurse's placement: behind so many others, counted from a call of the house.
  add column placed_at timestamptz,
  add column placed_ahead integer check (placed_ahead >= 0),
  add column placed_after_call bigint,
  add column placed_reason text,
  -- Told to get ready; once.
  add column near_at timestamptz,
  -- The last thing done with it, and by whom.
  add column act text not null default 'issue',
  add column act_actor text not null default 'system:migration',
  add column act_at timestamptz not null default '-infinity',
  drop constraint ticket_state_check,
  add constraint ticket_state_check
    check (state in ('waiting', 'called', 'in_consultation', 'passed', 'held', 'away', 'finished', 'left')),
  add constraint ticket_of_a_visit check ((kind = 'visit') =
    (booking_id is not null and session_id is not null and doctor_id is not null and visit_type_id is not null
      and slot_starts_at is not null and slot_ends_at is not null and service_point_id is null)),
  add constraint ticket_of_a_service_point check (kind = 'visit' or (service_point_id is not null and booking_id is null
    and session_id is null and doctor_id is null and round = 1 and state <> 'away')),
  add constraint ticket_in_a_room check (state not in ('called', 'in_consultation') or room_id is not null),
  add constraint ticket_held check ((state = 'held') = (held_at is not null) and (held_at is null) = (held_reason is null)),
  add constraint ticket_away check (state <> 'away' or (away_at is not null and started_at is not null)),
  add constraint ticket_placed check (num_nulls(placed_at, placed_ahead, placed_after_call, placed_reason) in (0, 4)),
  add constraint ticket_round check ((round = 1) = (back_at is null));

-- A patient stands once at a service point.
create unique index ticket_once_per_service_point on ticket (service_point_id, patient_id)
  where service_point_id is not null and state not in ('finished', 'left');
create index ticket_by_service_point on ticket (service_point_id, date, state) where service_point_id is not null;
create index ticket_sent_by on ticket (sent_by_ticket_id) where sent_by_ticket_id is not null;

-- Whose turn a call was: `slot`, `urgent`, `results`, `returned`, `placed`, `class:senior` …; empty in a recall, and in a
-- call that was undone. Read by the order of the line.
alter table ticket_call
  alter column session_id drop not null,
  add column service_point_id uuid,
  add column turn text not null default 'slot';
create index ticket_call_by_service_point on ticket_call (service_point_id, seq) where is_turn and service_point_id is not null;

-- Every act on a ticket, as its history tells it; what stood before, for who takes it back.
create table ticket_act (
  seq bigint generated always as identity primary key,
  ticket_id uuid not null references ticket,
  act text not null,
  actor text not null,
  at timestamptz not null,
  reason text,
  -- The ticket's row before; null for the first act.
  before jsonb,
  -- The state after, and where.
  state text not null,
  room_id uuid,
  undone_at timestamptz,
  check (undone_at is null or before is not null)
);
create index ticket_act_by_ticket on ticket_act (ticket_id, seq);

update ticket set act_at = greatest(checked_in_at, called_at, started_at, passed_at, returned_at, ended_at);
alter table ticket alter column act drop default, alter column act_actor drop default, alter column act_at drop default;
-- Tickets of before: their history begins with what is known of them.
insert into ticket_act (ticket_id, act, actor, at, state, room_id)
  select id, 'issue', 'system:migration', checked_in_at, state, room_id from ticket;

-- Whoever did it may take it back for a while: a call into a wrong room, a visit finished too early.
insert into booking_move (from_state, to_state) values
  ('in_consultation', 'called'), ('finished', 'in_consultation') on conflict do nothing;
