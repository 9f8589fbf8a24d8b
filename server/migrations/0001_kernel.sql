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

-- Below this every transaction of this database that wrote has ended. A snapshot's own xmin would do for one database, but it
-- covers the whole cluster: a long transaction next door would hold every projection back. To be called in a statement of
-- its own, before the facts are read: a commit between the two is then seen by the later one.
create function fact_horizon() returns xid8 language sql volatile as $$
  -- activity is remembered for a transaction; a second call in one must look again
  select pg_stat_clear_snapshot();
  with top as (select pg_snapshot_xmax(pg_current_snapshot())::text::numeric as xmax),
  running as (
    -- backend_xid has 32 bits; it belongs to the epoch in which it lies within 2^31 of the snapshot (xmax is the first not
    -- completed, so running ones may lie above it)
    select (floor(top.xmax / 4294967296) * 4294967296) + a.backend_xid::text::numeric as xid, top.xmax
    from pg_stat_activity a, top where a.datname = current_database() and a.backend_xid is not null
  )
  select least(top.xmax, (select min(case when xid > xmax + 2147483648 then xid - 4294967296 else xid end) from running))::text::xid8 from top
$$;

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
