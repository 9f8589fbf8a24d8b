-- Messages that claimed to come from a payment channel and had no effect: how many, of which kind, on which day. Nothing of
-- what they said is kept, since nobody vouches for it.
create table payment_notice_refusal (
  day date not null,
  channel text not null,
  why text not null,
  copies integer not null check (copies > 0),
  first_at timestamptz not null,
  last_at timestamptz not null check (last_at >= first_at),
  primary key (day, channel, why)
);

-- Nonces of genuine messages, each accepted once. Kept for longer than a message may be old; then its time refuses it.
create table payment_nonce (
  channel text not null,
  nonce text not null,
  seen_at timestamptz not null,
  primary key (channel, nonce)
);
create index payment_nonce_by_age on payment_nonce (seen_at);
