-- Way-finding: a campus's map as a draft of features and its published versions, closures, plan pictures.
create table hospital_map (
  id uuid primary key,
  campus_id uuid not null references campus (id),
  name text not null,
  name_en text not null,
  -- WGS 84 of the plan's origin, and where “up” on the plan points.
  longitude double precision not null check (longitude between -180 and 180),
  latitude double precision not null check (latitude between -85 and 85),
  bearing_degrees double precision not null check (bearing_degrees between 0 and 360),
  -- Metres a second.
  pace double precision not null check (pace between 0.2 and 3),
  slow_pace double precision not null check (slow_pace between 0.2 and 3),
  version integer not null default 1,
  -- Of the draft: one more with every change.
  revision integer not null default 0,
  -- The draft's revision that was found without an error.
  checked_revision integer,
  published_number integer,
  published_revision integer,
  published_at timestamptz,
  added_at timestamptz not null,
  constraint hospital_map_one_a_campus unique (campus_id),
  constraint hospital_map_published check ((published_number is null) = (published_at is null) and (published_number is null) = (published_revision is null))
);

-- The draft. What was removed stays as a stone, so that who has not seen the removal does not bring it back.
create table map_feature (
  map_id uuid not null references hospital_map (id),
  id uuid not null,
  type text not null check (type in ('building', 'level', 'unit', 'opening', 'amenity', 'node', 'edge', 'qr_point')),
  level_id uuid,
  geometry jsonb,
  properties jsonb not null,
  revision integer not null,
  removed boolean not null default false,
  position bigint generated always as identity,
  primary key (map_id, id)
);

create table map_publication (
  map_id uuid not null references hospital_map (id),
  number integer not null check (number > 0),
  features jsonb not null,
  feature_count integer not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (map_id, number)
);
create function map_publication_guard() returns trigger language plpgsql as $$
begin
  raise exception 'a published map does not change' using errcode = 'check_violation', constraint = 'map_publication_final';
end $$;
create trigger map_publication_final before update or delete on map_publication
  for each row execute function map_publication_guard();

create table map_closure (
  id uuid primary key,
  map_id uuid not null references hospital_map (id),
  feature_id uuid not null,
  reason text not null,
  closed_at timestamptz not null,
  closed_by text not null,
  -- When it opens by itself.
  until timestamptz,
  reopened_at timestamptz,
  reopened_by text,
  constraint map_closure_until check (until is null or until > closed_at)
);
create unique index map_closure_once on map_closure (map_id, feature_id) where reopened_at is null;

create table map_plan (
  id uuid primary key,
  map_id uuid not null references hospital_map (id),
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  width_px integer not null,
  height_px integer not null,
  picture bytea not null,
  added_at timestamptz not null
);
create index map_plan_by_map on map_plan (map_id);
