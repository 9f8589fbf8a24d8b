-- Rosters: templates of odd and even weeks, with a fee of their own; sessions that a changed roster takes back; sheets read in.
alter table schedule_template
  add column weeks text not null default 'every' constraint template_weeks check (weeks in ('every', 'odd', 'even')),
  -- null: the visit type's
  add column registration_fen integer check (registration_fen between 0 and 100000000),
  add column consultation_fen integer check (consultation_fen between 0 and 100000000),
  -- withdrawn: taken back before its first day
  add column state text not null default 'active' check (state in ('active', 'withdrawn')),
  drop constraint template_doctor_free,
  drop constraint template_room_free,
  -- one doctor, and one room, is in one place at a time; an odd and an even week never meet
  add constraint template_doctor_free exclude using gist (
    doctor_id with =, weekday with =, daterange(valid_from, valid_to, '[]') with &&,
    int4range(extract(epoch from starts)::int, extract(epoch from ends)::int) with &&,
    (case weeks when 'odd' then int4range(0, 1) when 'even' then int4range(1, 2) else int4range(0, 2) end) with &&
  ) where (state = 'active'),
  add constraint template_room_free exclude using gist (
    room_id with =, weekday with =, daterange(valid_from, valid_to, '[]') with &&,
    int4range(extract(epoch from starts)::int, extract(epoch from ends)::int) with &&,
    (case weeks when 'odd' then int4range(0, 1) when 'even' then int4range(1, 2) else int4range(0, 2) end) with &&
  ) where (state = 'active');

alter table session
  -- what a visit in it costs; null: the visit type's
  add column registration_fen integer check (registration_fen between 0 and 100000000),
  add column consultation_fen integer check (consultation_fen between 0 and 100000000),
  drop constraint session_state_check,
  -- withdrawn: nobody had booked when the roster no longer asked for it; its facts stay
  add constraint session_state_check check (state in ('open', 'closed', 'withdrawn')),
  drop constraint session_template_id_date_key;
create unique index session_once on session (template_id, date) where state <> 'withdrawn';

-- A sheet as it was read and what it would change; nothing of it counts until it is accepted.
create table roster_draft (
  id uuid primary key,
  file_name text not null,
  layout text not null check (layout in ('wide', 'long')),
  valid_from date not null,
  -- json, not jsonb: as written, so that the digest of what comes out is the digest of what went in
  entries json not null,
  rows json not null,
  skipped_sheets text[] not null,
  -- whose doctors it may name; null: everybody's
  department_ids uuid[],
  -- of the rows: accepting refuses when the same sheet would now change something else
  digest text not null,
  created_by text not null,
  created_at timestamptz not null,
  accepted_by text,
  accepted_at timestamptz,
  result json,
  constraint roster_draft_accepted check ((accepted_at is null) = (result is null))
);
create index roster_draft_waiting on roster_draft (created_at) where accepted_at is null;
