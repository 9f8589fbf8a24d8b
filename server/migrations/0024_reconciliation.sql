-- Reconciliation: the channels' bills day by day, and what differs between them and us. Bill days are days of the channel's
-- calendar; a demo hospital's clock may be elsewhere.

create table bill (
  channel text not null check (channel in ('wechat', 'alipay')),
  day date not null,
  state text not null check (state in ('wanted', 'fetching', 'matched', 'failed')),
  -- On the channel's clock: when to fetch; while fetching, until when the fetcher is believed to live.
  next_try_at timestamptz,
  tries integer not null default 0,
  failure text,
  failure_detail text,
  -- Rows that count, and rows that are coming in.
  fetch_id uuid unique,
  staging_id uuid unique,
  rows_n integer not null default 0,
  paid_fen bigint not null default 0,
  refunded_fen bigint not null default 0,
  fee_fen bigint not null default 0,
  -- What the ledger has been told of this bill; a corrected bill posts what it changes.
  posted_net_fen bigint not null default 0,
  posted_fee_fen bigint not null default 0,
  matched_at timestamptz,
  primary key (channel, day),
  constraint bill_matched check (state <> 'matched' or (fetch_id is not null and matched_at is not null and next_try_at is null)),
  constraint bill_due check (state = 'matched' or next_try_at is not null),
  constraint bill_fetching check ((state = 'fetching') = (staging_id is not null)),
  -- While it is tried again, and until it is matched, the last failure stands.
  constraint bill_failed check (case state when 'failed' then failure is not null when 'matched' then failure is null else true end)
);
create index bill_by_next_try on bill (next_try_at) where next_try_at is not null;

create table bill_row (
  fetch_id uuid not null,
  n integer not null,
  kind text not null check (kind in ('paid', 'refund')),
  -- The number by which ours is found: of the order, or of the refund.
  merchant_no text not null,
  merchant_order_no text not null,
  -- The channel's own.
  channel_no text not null,
  amount_fen bigint not null check (amount_fen >= 0),
  fee_fen bigint not null,
  at timestamptz not null,
  status text not null,
  primary key (fetch_id, n)
);
create index bill_row_by_no on bill_row (merchant_no);

create table reconciliation_case (
  id uuid primary key default gen_random_uuid(),
  channel text not null,
  day date not null,
  kind text not null check (kind in ('unknown_here', 'unsettled_here', 'missing_there', 'amount_differs', 'duplicate_row')),
  money text not null check (money in ('paid', 'refund')),
  -- Finds the same difference again when the bill is read again.
  key text not null,
  merchant_no text not null,
  merchant_order_no text not null,
  channel_no text,
  bill_n integer,
  bill_fen bigint,
  bill_at timestamptz,
  our_fen bigint,
  our_at timestamptz,
  order_id uuid,
  -- What the channel says minus what we say.
  effect_fen bigint not null,
  state text not null default 'open' check (state in ('open', 'settled')),
  opened_at timestamptz not null,
  -- Which round of matching found it.
  round_id uuid not null,
  -- What the channel said when it was asked about this one.
  asked_at timestamptz,
  asked text,
  asked_fen bigint,
  -- Money that goes back though no order here knows it; the number stays the same in every try.
  refund_no text unique,
  refund_state text check (refund_state in ('sent', 'processing', 'success', 'closed', 'abnormal', 'refused')),
  refund_asked_by text,
  refund_id text,
  refunded_at timestamptz,
  channel_refunded_at timestamptz,
  settled_at timestamptz,
  settled_by text check (settled_by in ('settle', 'refund', 'take_on', 'ignore', 'explained')),
  settled_who text,
  explanation text check (explanation in ('ours_came', 'in_another_bill', 'bill_corrected')),
  note text,
  -- The difference is no more, and its postings are taken back.
  gone_at timestamptz,
  constraint reconciliation_case_settled check ((state = 'settled') = (settled_at is not null) and (settled_at is null) = (settled_by is null)),
  constraint reconciliation_case_gone check (gone_at is null or (state = 'settled' and explanation is not null)),
  constraint reconciliation_case_reason check (settled_by <> 'ignore' or length(note) >= 4),
  constraint reconciliation_case_refunded check ((settled_by = 'refund') is not true or refund_state = 'success')
);
-- Matching again neither doubles nor reopens; a difference that was gone and is back is a new one.
create unique index reconciliation_case_once on reconciliation_case (channel, day, kind, key) where gone_at is null;
create index reconciliation_case_open on reconciliation_case (channel, day) where state = 'open';
create index reconciliation_case_standing on reconciliation_case (merchant_no) where gone_at is null;
create index reconciliation_case_by_round on reconciliation_case (round_id);
create index reconciliation_case_by_time on reconciliation_case (opened_at desc, id desc);

-- Settled stays settled.
create function reconciliation_case_guard() returns trigger language plpgsql as $$
begin
  raise exception 'difference % is settled', old.id using errcode = 'check_violation', constraint = 'reconciliation_case_final';
end $$;
create trigger reconciliation_case_final before update on reconciliation_case
  for each row when (old.state = 'settled' and (new.state <> 'settled' or new.settled_by <> old.settled_by or new.settled_at <> old.settled_at))
  execute function reconciliation_case_guard();

-- Payment's second published door: every number given to a channel, whether money has moved under it or not.
create view payment_number as
  select channel, 'paid' as money, merchant_order_no as merchant_no, merchant_order_no, id as order_id, state, amount_fen,
    created_at as since, channel_expires_at
  from payment_order where channel in ('wechat', 'alipay')
  union all
  select o.channel, 'refund', r.merchant_refund_no, o.merchant_order_no, o.id, r.state, r.refund_fen,
    r.requested_at, null
  from refund r join payment_order o on o.id = r.order_id where o.channel in ('wechat', 'alipay');

-- What we say has moved through the channels: payment's movements, and money that went back though no order knew it.
-- Each kind by itself, so that a number is looked up in the index of its own table.
create view reconciliation_movement as
  select channel, 'paid' as money, merchant_order_no as merchant_no, merchant_order_no, channel_no, amount_fen::bigint as amount_fen,
    at, channel_at, order_id
  from payment_movement where kind = 'paid' and channel in ('wechat', 'alipay')
  union all
  select channel, 'refund', merchant_refund_no, merchant_order_no, channel_no, amount_fen::bigint, at, channel_at, order_id
  from payment_movement where kind = 'refund' and channel in ('wechat', 'alipay')
  union all
  select channel, 'refund', refund_no, merchant_order_no, refund_id, bill_fen, refunded_at, channel_refunded_at, null
  from reconciliation_case where refund_state = 'success';

-- A day is matched by the channel's time and closed by the hospital's.
create index payment_order_by_channel_time on payment_order ((coalesce(channel_paid_at, paid_at))) where paid_fen > 0;
create index payment_order_by_paid on payment_order (paid_at) where paid_fen > 0;
create index refund_by_channel_time on refund ((coalesce(channel_refunded_at, settled_at))) where state = 'succeeded';
create index refund_by_settled on refund (settled_at) where state = 'succeeded';
