-- Policy: the hospital's rules as versioned data, and the calendar it lives under.
create table policy_version (
  version integer primary key,
  valid_from timestamptz not null,
  data jsonb not null,
  note text not null,
  created_by text not null,
  created_at timestamptz not null
);
create trigger policy_version_append_only before update or delete or truncate on policy_version
  for each statement execute function refuse_change();

create table calendar_day (
  date date primary key,
  kind text not null check (kind in ('workday', 'weekend', 'holiday', 'make_up_workday')),
  name text,
  -- the roster that is worked on a make-up day, ISO weekday
  works_as_weekday smallint check (works_as_weekday between 1 and 7),
  source text not null
);
