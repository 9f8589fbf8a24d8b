-- The kiosk: who types a document or phone number at it is counted, so that nobody can try numbers or names for long.

create table identify_try (
  id uuid primary key,
  at timestamptz not null,
  board_id uuid not null references board on delete cascade,
  -- blind index of what was typed, whether or not anybody has it
  key bytea not null
);
create index identify_try_of_board on identify_try (board_id, at);
create index identify_try_of_key on identify_try (key, at);
