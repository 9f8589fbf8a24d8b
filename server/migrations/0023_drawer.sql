-- Drawers: a cashier's cash from the opening float to the count. What is in one is the ledger's to say; here stands who answers for it.
create table drawer (
  id uuid primary key,
  -- A member of staff; whoever takes or hands back cash answers for a drawer of their own.
  cashier uuid not null,
  place text not null,
  state text not null check (state in ('open', 'closed')),
  opening_fen integer not null check (opening_fen >= 0),
  opened_at timestamptz not null,
  closed_at timestamptz,
  -- The cashier, or who counted a drawer that was left open.
  closed_by uuid,
  -- What the ledger said at the count, what was counted, and how far apart they were (counted less expected).
  expected_fen integer,
  counted_fen integer check (counted_fen >= 0),
  difference_fen integer,
  -- [{ face_fen, pieces }]
  count jsonb,
  note text,
  constraint drawer_counted check (
    (state = 'open' and num_nonnulls(closed_at, closed_by, expected_fen, counted_fen, difference_fen, count, note) = 0)
    or (state = 'closed' and num_nonnulls(closed_at, closed_by, expected_fen, counted_fen, difference_fen, count) = 6)
  ),
  constraint drawer_difference check (difference_fen = counted_fen - expected_fen),
  constraint drawer_difference_explained check (difference_fen = 0 or note is not null),
  constraint drawer_in_time check (closed_at >= opened_at)
);
create unique index drawer_one_open on drawer (cashier) where state = 'open';
create index drawer_by_time on drawer (opened_at desc, id desc);

-- Cash carried between a drawer and the safe while it is open.
create table drawer_move (
  id uuid primary key,
  drawer_id uuid not null references drawer,
  direction text not null check (direction in ('to_safe', 'from_safe')),
  amount_fen integer not null check (amount_fen > 0),
  reason text not null,
  actor text not null,
  at timestamptz not null
);
create index drawer_move_by_drawer on drawer_move (drawer_id, at);

-- The staff look at a payment with the notices about it and about its refunds.
create index payment_notice_about on payment_notice
  (coalesce(told #>> '{order,merchant_order_no}', told #>> '{refund,merchant_refund_no}'));
