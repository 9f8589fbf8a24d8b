-- Telling phones: the outbox, one row a message and channel, and what each account has said about being told.

create table delivery (
  -- Also the number under which the provider hears of it (OutId), so that it can be asked what became of it.
  id uuid primary key,
  message_id uuid not null references message,
  channel text not null check (channel in ('wechat', 'sms')),
  state text not null check (state in ('due', 'sending', 'sent', 'refused', 'unknown', 'given_up')),
  -- When something is to be done for it next; null: nothing any more.
  due_at timestamptz,
  -- After this nobody is helped by it.
  expires_at timestamptz not null,
  -- How often it was sent, and how often the provider was asked since the last sending.
  attempts smallint not null default 0 check (attempts between 0 and 10),
  asks smallint not null default 0 check (asks between 0 and 20),
  sending_at timestamptz,
  ended_at timestamptz,
  -- The provider's code, or our reason.
  outcome text,
  -- The provider's own number.
  provider_id text,
  -- I14: one message goes over one channel once.
  constraint delivery_once unique (message_id, channel),
  constraint delivery_due_when_open check ((state = 'due') <= (due_at is not null)),
  constraint delivery_sent_was_sending check (state in ('due', 'given_up', 'refused') or attempts > 0),
  constraint delivery_ended check ((state in ('sent', 'refused', 'given_up')) = (ended_at is not null))
);
create index delivery_to_do on delivery (due_at) where state in ('due', 'unknown') and due_at is not null;
create index delivery_under_way on delivery (sending_at) where state = 'sending';

-- What an account wants; without a row the standard holds.
create table notice_setting (
  account_id uuid primary key references account,
  sms boolean not null,
  quiet_from time,
  quiet_until time,
  language text not null check (language in ('zh', 'en')),
  changed_at timestamptz not null,
  constraint notice_setting_quiet_pair check ((quiet_from is null) = (quiet_until is null))
);

-- WeChat: how many messages of a template the person still takes. One consent is one message.
create table notice_consent (
  account_id uuid not null references account,
  template_id text not null,
  left_count smallint not null check (left_count between 0 and 1000),
  changed_at timestamptz not null,
  primary key (account_id, template_id)
);
