-- Answers to challenges that were used, each for one act: presented again with the same act it is the same answer, with
-- another it is refused. Kept in the database, so that an answer is used once over all nodes.
create table challenge_used (
  name text primary key,
  account_id uuid not null,
  act text not null,
  used_at timestamptz not null
);
create index challenge_used_by_age on challenge_used (used_at);
