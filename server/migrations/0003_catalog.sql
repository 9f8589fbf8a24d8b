-- Catalog: campuses, departments in two levels, rooms, doctors, visit types with fees, hall boards.

create table campus (
  id uuid primary key,
  name text not null check (name <> ''),
  name_en text not null,
  address text not null,
  position integer generated always as identity
);

-- Two levels and no more: a department with a parent is level 2, and a parent must be level 1.
create table department (
  id uuid primary key,
  parent_id uuid,
  level smallint not null generated always as (case when parent_id is null then 1 else 2 end) stored,
  parent_level smallint generated always as (case when parent_id is null then null else 1 end) stored,
  name text not null check (name <> ''),
  name_en text not null,
  intro text not null,
  pinyin text not null,
  keywords text[] not null,
  sex_gate text check (sex_gate in ('male', 'female')),
  age_from_years smallint check (age_from_years between 0 and 120),
  age_to_years smallint check (age_to_years between 0 and 120),
  location text not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  version integer not null default 1,
  position integer generated always as identity,
  constraint department_level unique (id, level),
  constraint department_parent foreign key (parent_id, parent_level) references department (id, level),
  constraint department_not_own_parent check (parent_id <> id),
  constraint department_ages check (age_from_years <= age_to_years)
);
create index department_by_parent on department (parent_id);

create table room (
  id uuid primary key,
  campus_id uuid not null constraint room_campus references campus,
  department_id uuid not null constraint room_department references department,
  name text not null check (name <> ''),
  floor text not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  version integer not null default 1,
  position integer generated always as identity
);

create table doctor (
  id uuid primary key,
  department_id uuid not null constraint doctor_department references department,
  name text not null check (name <> ''),
  name_en text not null,
  pinyin text not null,
  title text not null check (title in ('resident', 'attending', 'associate_chief', 'chief')),
  speciality text not null,
  intro text not null,
  state text not null default 'active' check (state in ('active', 'disabled')),
  version integer not null default 1,
  position integer generated always as identity
);

create table visit_type (
  id uuid primary key,
  kind text not null check (kind in ('ordinary', 'expert', 'special')),
  name text not null check (name <> ''),
  name_en text not null,
  registration_fen integer not null check (registration_fen between 0 and 100000000),
  consultation_fen integer not null check (consultation_fen between 0 and 100000000),
  state text not null default 'active' check (state in ('active', 'disabled')),
  version integer not null default 1,
  position integer generated always as identity
);

-- A hall screen; it signs in by its key, of which only the SHA-256 is kept.
create table board (
  id uuid primary key,
  name text not null check (name <> ''),
  key_hash bytea not null constraint board_key_unique unique
);
create table board_department (
  board_id uuid not null references board,
  department_id uuid not null constraint board_department_known references department,
  primary key (board_id, department_id)
);

-- Staff came before the catalog; now that departments and doctors exist, roles and logins must name real ones.
alter table staff add constraint staff_doctor foreign key (doctor_id) references doctor;
alter table staff_role add constraint staff_role_department foreign key (department_id) references department;
