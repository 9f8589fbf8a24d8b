-- Boards: what each shows, the room of a door's board, how a new screen is paired, and the last sign of life of each.
-- A board without a key is one that no screen may sign in as.
alter table board
  add column layout text not null default 'hall' check (layout in ('hall', 'department', 'door', 'kiosk')),
  add column room_id uuid constraint board_room_known references room,
  add column speaks boolean not null default true,
  add column notice text not null default '',
  add column state text not null default 'active' check (state in ('active', 'disabled')),
  add column paired_at timestamptz,
  add column restart_no integer not null default 0,
  add column version integer not null default 1,
  alter column key_hash drop not null,
  add constraint board_door_room check ((layout = 'door') = (room_id is not null)),
  add constraint board_disabled_unpaired check (state = 'active' or key_hash is null);

-- A screen that waits to be paired: the key it made for itself (its hash) and the code it shows meanwhile. The machine's own
-- clock, since a hospital's clock may be moved.
create table board_pairing (
  key_hash bytea primary key,
  code text not null constraint board_pairing_code_unique unique,
  expires_at timestamptz not null
);
create index board_pairing_by_expiry on board_pairing (expires_at);

-- The last sign a board gave of itself; overwritten, so it is no history.
create table board_sign (
  board_id uuid primary key references board,
  signed_at timestamptz not null,
  sign jsonb not null
);
