-- Before the visit: talks with their words sealed, the dangers found in them, the alerts raised, and the doctor's summary.
create table talk (
  id uuid primary key,
  account_id uuid not null,
  patient_id uuid not null,
  teller text not null check (teller in ('self', 'parent', 'child', 'other')),
  locale text not null check (locale in ('zh', 'en')),
  state text not null default 'open' check (state in ('open', 'stopped', 'ready', 'confirmed', 'abandoned')),
  version integer not null default 1 check (version > 0),
  -- 1 at once … 4 by booking; the most pressing of its standing flags.
  level smallint not null default 4 check (level between 1 and 4),
  asked integer not null default 0 check (asked >= 0),
  characters integer not null default 0 check (characters >= 0),
  booking_id uuid,
  -- Departments proposed, best first, and how sure it was.
  proposed uuid[],
  proposed_codes text[],
  confidence double precision check (confidence between 0 and 1),
  started_at timestamptz not null,
  changed_at timestamptz not null,
  state_at timestamptz not null,
  confirmed_at timestamptz,
  -- Since when the words are gone: what was said is kept so long only.
  words_gone_at timestamptz,
  constraint talk_confirmed check ((state = 'confirmed') = (confirmed_at is not null))
);
-- An account tells of a patient in one talk at a time; a booking has one talk.
create unique index talk_one_open on talk (account_id, patient_id) where state in ('open', 'ready');
create unique index talk_one_a_booking on talk (booking_id) where booking_id is not null and state <> 'abandoned';
create index talk_of_account on talk (account_id, started_at desc);
create index talk_words on talk (changed_at) where words_gone_at is null;

create table talk_move (
  from_state text not null,
  to_state text not null,
  primary key (from_state, to_state)
);
insert into talk_move (from_state, to_state) values
  ('open', 'stopped'), ('open', 'ready'), ('open', 'abandoned'),
  ('ready', 'open'), ('ready', 'stopped'), ('ready', 'confirmed'), ('ready', 'abandoned');

create function talk_move_guard() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from talk_move where from_state = old.state and to_state = new.state) then
    raise exception 'talk % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'talk_legal_move';
  end if;
  return new;
end $$;
create trigger talk_legal_move before update of state on talk
  for each row when (old.state is distinct from new.state) execute function talk_move_guard();

-- What was said, asked and chosen, in order. The content is sealed; a taken back answer stays, withdrawn.
create table talk_entry (
  id uuid primary key,
  talk_id uuid not null references talk (id),
  position integer not null check (position >= 0),
  kind text not null check (kind in ('said', 'asked', 'chosen')),
  -- The question that is asked, or answered.
  question_id text,
  content bytea,
  at timestamptz not null,
  withdrawn_at timestamptz,
  constraint talk_entry_place unique (talk_id, position),
  constraint talk_entry_question check (kind = 'said' or question_id is not null)
);

-- A flag that was raised stands until the patient said no when asked about it.
create table talk_flag (
  talk_id uuid not null references talk (id),
  rule text not null,
  family text not null,
  level smallint not null check (level between 1 and 4),
  state text not null check (state in ('fired', 'to_confirm', 'denied')),
  -- Whether the engine found it in the words, or a model raised it.
  source text not null default 'engine' check (source in ('engine', 'model')),
  concepts text[] not null default '{}',
  -- [{entry_id, start, end}]: where, never what.
  because jsonb not null default '[]',
  raised_at timestamptz not null,
  denied_at timestamptz,
  primary key (talk_id, rule),
  constraint talk_flag_denied check ((state = 'denied') = (denied_at is not null))
);

create table preconsult_alert (
  id uuid primary key,
  talk_id uuid not null references talk (id),
  kind text not null check (kind in ('flag', 'help')),
  state text not null default 'open' check (state in ('open', 'acknowledged', 'closed')),
  version integer not null default 1,
  level smallint check (level between 1 and 4),
  families text[] not null default '{}',
  to_confirm boolean not null default false,
  raised_at timestamptz not null,
  acknowledge_by timestamptz not null,
  overdue_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  closed_at timestamptz,
  -- Empty when the patient took it back.
  closed_by uuid,
  outcome text check (outcome in ('came_to_emergency', 'ambulance_called', 'seen_elsewhere', 'guided', 'crisis_support',
    'not_an_emergency', 'not_reached', 'taken_back')),
  note bytea,
  constraint preconsult_alert_level check ((kind = 'flag') = (level is not null)),
  constraint preconsult_alert_seen check ((acknowledged_at is null) = (acknowledged_by is null)),
  constraint preconsult_alert_closed check (
    (state = 'closed') = (closed_at is not null) and (state = 'closed') = (outcome is not null)
    and (closed_by is not null) = (state = 'closed' and outcome <> 'taken_back')),
  constraint preconsult_alert_acknowledged check (state <> 'acknowledged' or acknowledged_at is not null)
);
create unique index preconsult_alert_once on preconsult_alert (talk_id, kind) where state <> 'closed';
create index preconsult_alert_waiting on preconsult_alert (raised_at) where state <> 'closed';
create index preconsult_alert_by_closing on preconsult_alert (closed_at desc) where state = 'closed';

create function preconsult_alert_guard() returns trigger language plpgsql as $$
begin
  if old.state = 'closed' or (old.state = 'acknowledged' and new.state = 'open') then
    raise exception 'alert % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation', constraint = 'preconsult_alert_move';
  end if;
  return new;
end $$;
create trigger preconsult_alert_move before update on preconsult_alert
  for each row execute function preconsult_alert_guard();

-- The summary of a talk: as drafted, and as it reads now. Both sealed; every version stays.
create table preconsult_summary (
  id uuid primary key,
  talk_id uuid not null unique references talk (id),
  patient_id uuid not null,
  state text not null default 'draft' check (state in ('draft', 'edited', 'signed')),
  version integer not null default 1 check (version > 0),
  drafted bytea not null,
  text bytea not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  signed_by uuid,
  signed_at timestamptz,
  constraint preconsult_summary_signed check (state <> 'signed' or (signed_at is not null and signed_by is not null))
);
create table preconsult_summary_version (
  summary_id uuid not null references preconsult_summary (id),
  number integer not null check (number > 0),
  text bytea not null,
  -- Empty: the engine's draft.
  staff_id uuid,
  at timestamptz not null,
  signed boolean not null default false,
  primary key (summary_id, number)
);
create trigger preconsult_summary_version_kept before update or truncate on preconsult_summary_version
  for each statement execute function refuse_change();

-- The engine's department codes and the hospital's own, whole with every change.
create table preconsult_mapping (
  version integer primary key check (version > 0),
  -- {code: department id}
  departments jsonb not null,
  made_by text not null,
  made_at timestamptz not null
);
create trigger preconsult_mapping_append_only before update or delete or truncate on preconsult_mapping
  for each statement execute function refuse_change();

-- What the hospital's own visits taught, added to what is shipped; as `triage:train` writes it.
create table triage_weights (
  version integer primary key check (version > 0),
  made_at timestamptz not null,
  visits integer not null check (visits >= 0),
  held_back integer not null check (held_back >= 0),
  -- Shares right at first place on held-back visits.
  before double precision not null check (before between 0 and 1),
  after double precision not null check (after between 0 and 1),
  weights jsonb not null,
  active boolean not null default false
);
create unique index triage_weights_one_active on triage_weights (active) where active;

-- Consent to the use of a model, given or taken back; the newest counts.
create table preconsult_consent (
  id uuid primary key,
  account_id uuid not null,
  patient_id uuid not null,
  talk_id uuid not null references talk (id),
  purpose text not null check (purpose in ('model')),
  given boolean not null,
  at timestamptz not null
);
create index preconsult_consent_newest on preconsult_consent (account_id, patient_id, purpose, at desc);
create trigger preconsult_consent_append_only before update or delete or truncate on preconsult_consent
  for each statement execute function refuse_change();

-- The quality of talks is read from facts, of some weeks at a time.
create index fact_preconsult on fact (at) where kind like 'preconsult.%';
create index fact_visit_finished on fact (at) where kind = 'visit.finished';
