-- What a language model was asked about a talk, and what it said: written before it leaves, so that nothing leaves unrecorded.
create table model_call (
  id uuid primary key,
  talk_id uuid not null references talk (id),
  model text not null,
  asked_at timestamptz not null,
  -- Sealed, identifiers masked before; gone with the talk's words. The hashes (SHA-256) stay.
  prompt bytea,
  prompt_hash bytea not null check (length(prompt_hash) = 32),
  answer bytea,
  answer_hash bytea check (length(answer_hash) = 32),
  answered_at timestamptz,
  -- Empty while it is under way, and for ever when the server died meanwhile.
  outcome text check (outcome in ('used', 'unusable', 'timed_out', 'cut_off', 'declined', 'refused', 'failed')),
  -- The maker's code, or why it could not be used.
  code text,
  prompt_tokens integer check (prompt_tokens >= 0),
  answer_tokens integer check (answer_tokens >= 0),
  -- Findings it named, and those whose words the patient really said.
  named smallint check (named >= 0),
  kept smallint check (kept between 0 and named),
  constraint model_call_answered check ((outcome is null) = (answered_at is null))
);
create index model_call_by_day on model_call (asked_at);
create index model_call_of_talk on model_call (talk_id);
