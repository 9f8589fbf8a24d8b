-- Payment: orders for payables, refunds of captured money, and the channels' notices as they came.
-- All times are hospital time unless a column says `channel`.

create table payment_order (
  id uuid primary key,
  merchant_order_no text not null unique check (merchant_order_no ~ '^[0-9A-Za-z_-]{6,32}$'),
  payable_kind text not null,
  payable_id uuid not null,
  patient_id uuid not null,
  channel text not null check (channel in ('wechat', 'cash', 'card')),
  state text not null check (state in ('created', 'paying', 'paid', 'partly_refunded', 'refunded', 'closed')),
  amount_fen integer not null check (amount_fen > 0),
  description text not null,
  created_at timestamptz not null,
  -- Until when the payer may pay.
  expires_at timestamptz,
  -- From when the order is closed at the channel; set forward when nobody wants it any more.
  close_at timestamptz,
  -- Expiry on the channel's clock, kept because a repeated opening must say the same words.
  channel_expires_at timestamptz,
  started_at timestamptz,
  transaction_id text unique,
  paid_fen integer not null default 0 check (paid_fen in (0, amount_fen)),
  paid_at timestamptz,
  channel_paid_at timestamptz,
  -- Asked back and promised to the payer; money that has arrived there.
  refund_due_fen integer not null default 0 check (refund_due_fen between 0 and paid_fen),
  refunded_fen integer not null default 0 check (refunded_fen between 0 and refund_due_fen),
  closed_at timestamptz,
  next_query_at timestamptz,
  queries integer not null default 0,
  asked_at timestamptz,
  check ((paid_fen > 0) = (state in ('paid', 'partly_refunded', 'refunded'))),
  check ((paid_at is not null) = (paid_fen > 0)),
  check (state <> 'refunded' or refunded_fen = paid_fen),
  check (state <> 'partly_refunded' or refunded_fen between 1 and paid_fen - 1),
  check (state <> 'paid' or refunded_fen = 0),
  check (state not in ('created', 'paying') or (expires_at is not null and close_at is not null)),
  check (state <> 'paying' or (started_at is not null and channel_expires_at is not null))
);
create unique index payment_order_one_live on payment_order (payable_kind, payable_id) where state in ('created', 'paying');
create index payment_order_by_payable on payment_order (payable_kind, payable_id);
create index payment_order_due on payment_order (next_query_at) where next_query_at is not null;
create index payment_order_by_time on payment_order ((coalesce(paid_at, created_at)) desc, id desc);

create table refund (
  id uuid primary key,
  order_id uuid not null references payment_order,
  -- Stays the same while an outcome is unknown; changes only after the channel closed it without moving money.
  merchant_refund_no text not null unique check (merchant_refund_no ~ '^[0-9A-Za-z_-]{6,64}$'),
  attempt integer not null default 1 check (attempt > 0),
  state text not null check (state in ('requested', 'processing', 'succeeded', 'failed', 'abnormal')),
  refund_fen integer not null check (refund_fen > 0),
  reason text not null,
  actor text not null,
  requested_at timestamptz not null,
  processing_at timestamptz,
  settled_at timestamptz,
  failed_at timestamptz,
  failure text,
  channel_refund_id text,
  tries integer not null default 0,
  next_try_at timestamptz,
  check ((state = 'succeeded') = (settled_at is not null)),
  check (state <> 'succeeded' or next_try_at is null)
);
create index refund_by_order on refund (order_id);
create index refund_due on refund (next_try_at) where next_try_at is not null;

create table payment_notice (
  channel text not null,
  notice_id text not null,
  received_at timestamptz not null,
  raw bytea not null,
  -- What the verified message says: the bytes can be opened, but not verified again once they are old.
  told jsonb not null,
  copies integer not null default 1,
  outcome text,
  acted_at timestamptz,
  tries integer not null default 0,
  next_try_at timestamptz,
  primary key (channel, notice_id),
  check ((acted_at is null) = (outcome is null)),
  check ((acted_at is null) = (next_try_at is not null))
);
create index payment_notice_due on payment_notice (next_try_at) where next_try_at is not null;
