-- Kernel: the record of facts and its readers, sessions, idempotency keys, the audit chain, hospital-wide settings.
create extension if not exists btree_gist;

create table fact (
  seq bigint generated always as identity primary key,
  tx xid8 not null default pg_current_xact_id(),
  at timestamptz not null,
  kind text not null,
  version smallint not null default 1,
  subject text not null,
  patient uuid,
  actor text not null,
  cause text,
  data jsonb not null
);
create index fact_by_tx on fact (tx, seq);
create index fact_by_subject on fact (subject, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'raise_exception';
end $$;
create trigger fact_append_only before update or delete or truncate on fact for each statement execute function refuse_change();

-- Where each projection and reaction stands in the record.
create table fact_reader (
  name text primary key,
  tx xid8 not null default '0',
  seq bigint not null default 0
);

create table session_token (
  hash text primary key,
  kind text not null check (kind in ('patient', 'staff', 'board')),
  holder_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  idle_minutes integer not null,
  idle_until timestamptz not null,
  ended_at timestamptz
);
create index session_token_by_holder on session_token (kind, holder_id) where ended_at is null;

create table idempotency (
  actor text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  answer bytea,
  at timestamptz not null,
  primary key (actor, route, key)
);
create index idempotency_by_age on idempotency (at);

create table audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  patient_id uuid,
  reason text,
  hash text not null
);
create index audit_by_patient on audit (patient_id, seq);
create trigger audit_append_only before update or delete or truncate on audit for each statement execute function refuse_change();

-- Small hospital-wide values that are not policy: name, notice, the demo clock's shift.
create table hospital_setting (
  name text primary key,
  value jsonb not null
);
