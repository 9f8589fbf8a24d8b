-- Receipts: papers about money that has moved, numbered without gaps in each series and year, and never changed.

-- The last number given. The row is locked while a receipt is written, so that a number exists only with its paper: one that
-- was taken back leaves no gap.
create table receipt_series (
  -- R: receipts of money received; T: slips of money given back.
  series text not null check (series in ('R', 'T')),
  year smallint not null check (year between 2000 and 2999),
  last integer not null default 0 check (last >= 0),
  primary key (series, year)
);

create table receipt (
  id uuid primary key,
  series text not null,
  -- Of the hospital's calendar, when it was issued.
  year smallint not null,
  n integer not null check (n > 0),
  number text not null unique generated always as (series || year || '-' || lpad(n::text, greatest(6, length(n::text)), '0')) stored,
  order_id uuid not null references payment_order,
  refund_id uuid references refund,
  amount_fen integer not null check (amount_fen > 0),
  -- Every word and amount as it was printed the first time (ReceiptContent).
  content jsonb not null,
  issued_at timestamptz not null,
  issued_by text not null,
  unique (series, year, n),
  foreign key (series, year) references receipt_series,
  check ((series = 'T') = (refund_id is not null))
);
create unique index receipt_one_per_order on receipt (order_id) where refund_id is null;
create unique index receipt_one_per_refund on receipt (refund_id) where refund_id is not null;
create index receipt_by_order on receipt (order_id);

create trigger receipt_is_written_once before update or delete or truncate on receipt
  for each statement execute function refuse_change();

-- What an account's patients have paid, newest first.
create index payment_order_by_patient on payment_order (patient_id, (coalesce(paid_at, created_at)) desc, id desc);
