-- Messages to accounts. Kind and params are kept; the words are made when read, in the reader's language.
create table message (
  -- UUID v7 of the fact's time: newest first by id.
  id uuid primary key,
  account_id uuid not null,
  fact_seq bigint not null,
  at timestamptz not null,
  kind text not null,
  booking_id uuid,
  patient_id uuid not null,
  params jsonb not null,
  read_at timestamptz,
  -- I14: one fact tells one account once.
  constraint message_once unique (fact_seq, account_id)
);
create index message_by_account on message (account_id, id);
create index message_unread on message (account_id) where read_at is null;
