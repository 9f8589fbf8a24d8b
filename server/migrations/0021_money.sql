-- Money: the double-entry ledger, payables with their parts and shares, orders of more channels, refunds by part that may
-- need a second person.

-- The chart of accounts. An asset grows by debits, the others by credits.
create table ledger_account (
  code text primary key,
  kind text not null check (kind in ('asset', 'liability', 'income', 'expense')),
  name text not null,
  name_en text not null,
  position integer not null unique
);
insert into ledger_account (code, kind, name, name_en, position) values
  ('channel_wechat', 'asset', '微信支付在途', 'WeChat Pay, not yet settled', 10),
  ('channel_alipay', 'asset', '支付宝在途', 'Alipay, not yet settled', 20),
  ('cash', 'asset', '现金（钱箱）', 'Cash in drawers', 30),
  ('card_terminal', 'asset', '刷卡在途', 'Card terminal, not yet settled', 40),
  ('insurance_fund', 'asset', '应收医保款', 'Owed by the insurance', 50),
  ('bank', 'asset', '银行与保险柜', 'Bank and safe', 60),
  ('refunds_owed', 'liability', '应退未退', 'Refunds promised, not yet paid', 110),
  ('differences', 'liability', '待查差异', 'Differences under examination', 120),
  ('income_registration', 'income', '挂号收入', 'Registration income', 210),
  ('income_consultation', 'income', '诊察收入', 'Consultation income', 220),
  ('other_income', 'income', '其他收入', 'Other income', 290),
  ('channel_fees', 'expense', '渠道手续费', 'Channel fees', 310),
  ('cash_over_short', 'expense', '现金长短款', 'Cash over and short', 320);

-- A closed day takes no more postings.
create table ledger_day (
  day date primary key,
  closed_at timestamptz not null,
  closed_by text not null,
  totals jsonb not null
);

create table ledger_posting (
  id uuid primary key,
  at timestamptz not null,
  -- Of the hospital.
  day date not null,
  kind text not null check (kind ~ '^[a-z_]+$'),
  -- `kind:id` of what moved the money; posted once for each kind.
  source text not null,
  actor text not null,
  note text not null default '',
  unique (kind, source)
);
create index ledger_posting_by_day on ledger_posting (day, id);
create index ledger_posting_by_time on ledger_posting (at desc, id desc);

-- One row moves an amount from one account to another, so that no posting can be out of balance.
create table ledger_leg (
  posting_id uuid not null references ledger_posting,
  n smallint not null check (n > 0),
  debit text not null references ledger_account,
  credit text not null references ledger_account,
  amount_fen bigint not null check (amount_fen > 0),
  part text,
  channel text,
  drawer_id uuid,
  cashier text,
  department_id uuid,
  doctor_id uuid,
  visit_type_id uuid,
  payer_class text,
  primary key (posting_id, n),
  check (debit <> credit)
);
create index ledger_leg_by_drawer on ledger_leg (drawer_id) where drawer_id is not null;

-- Both sides of every leg, signed: a debit adds, a credit takes away.
create view ledger_line as
  select p.id as posting_id, l.n, p.at, p.day, p.kind, p.source, p.actor, s.account, s.amount_fen,
    l.part, l.channel, l.drawer_id, l.cashier, l.department_id, l.doctor_id, l.visit_type_id, l.payer_class
  from ledger_posting p join ledger_leg l on l.posting_id = p.id
  cross join lateral (values (l.debit, l.amount_fen), (l.credit, -l.amount_fen)) as s(account, amount_fen);

create function ledger_is_written_once() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is never changed: post the opposite instead' using errcode = 'integrity_constraint_violation';
end $$;
create trigger ledger_posting_once before update or delete or truncate on ledger_posting
  for each statement execute function ledger_is_written_once();
create trigger ledger_leg_once before update or delete or truncate on ledger_leg
  for each statement execute function ledger_is_written_once();
create trigger ledger_day_once before update or delete or truncate on ledger_day
  for each statement execute function ledger_is_written_once();

-- Waits for a closing of the day that is under way, and then refuses.
create function ledger_day_is_open() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('ledger_day'), (new.day - date '2000-01-01'));
  if exists (select 1 from ledger_day where day = new.day) then
    raise exception 'day % is closed', new.day using errcode = 'integrity_constraint_violation', constraint = 'ledger_day_is_open';
  end if;
  return new;
end $$;
create trigger ledger_posting_in_open_day before insert on ledger_posting for each row execute function ledger_day_is_open();

-- What somebody owes for something. The shares follow the insurance's way of telling: own, insurance, whole.
create table payable (
  kind text not null,
  id uuid not null,
  patient_id uuid not null,
  payer_class text not null,
  amount_fen integer not null check (amount_fen >= 0),
  own_fen integer not null check (own_fen >= 0),
  insurance_fen integer not null default 0 check (insurance_fen >= 0),
  -- Given up by the hospital while the service stays.
  waived_fen integer not null default 0 check (waived_fen between 0 and amount_fen),
  own_state text not null check (own_state in ('none', 'due', 'paid', 'refunded', 'void')),
  insurance_state text not null check (insurance_state in ('none', 'due', 'paid', 'refunded', 'void')),
  whole_state text not null generated always as (case
    when insurance_state = 'none' then own_state
    when own_state = 'none' or own_state = insurance_state then insurance_state
    when 'paid' in (own_state, insurance_state) then 'partly_paid'
    when 'due' in (own_state, insurance_state) then 'due'
    when 'refunded' in (own_state, insurance_state) then 'refunded'
    else 'void' end) stored,
  department_id uuid,
  doctor_id uuid,
  visit_type_id uuid,
  created_at timestamptz not null,
  primary key (kind, id),
  check (amount_fen = own_fen + insurance_fen),
  check ((own_fen = 0) = (own_state = 'none') or amount_fen = 0),
  check ((insurance_fen = 0) = (insurance_state = 'none'))
);

insert into payable (kind, id, patient_id, payer_class, amount_fen, own_fen, own_state, insurance_state, created_at)
select distinct on (payable_kind, payable_id) payable_kind, payable_id, patient_id, 'self_pay', amount_fen, amount_fen,
  case
    when sum(paid_fen - refund_due_fen) over w > 0 then 'paid'
    when sum(paid_fen) over w > 0 then 'refunded'
    when count(*) filter (where state in ('created', 'paying')) over w > 0 then 'due'
    else 'void' end,
  'none', created_at
from payment_order window w as (partition by payable_kind, payable_id)
order by payable_kind, payable_id, created_at;

-- More channels; a fee of nothing is an order of its own kind.
alter table payment_order
  drop constraint payment_order_channel_check,
  drop constraint payment_order_amount_fen_check,
  drop constraint payment_order_check3,
  drop constraint payment_order_check4,
  add constraint payment_order_channel_check check (channel in ('wechat', 'alipay', 'cash', 'card', 'free')),
  add constraint payment_order_amount_fen_check check (amount_fen > 0 or (channel = 'free' and amount_fen = 0)),
  add constraint payment_order_paid check ((paid_fen > 0 or channel = 'free') = (state in ('paid', 'partly_refunded', 'refunded'))),
  add constraint payment_order_paid_at check ((paid_at is not null) = (state in ('paid', 'partly_refunded', 'refunded'))),
  add constraint payment_order_payable foreign key (payable_kind, payable_id) references payable (kind, id),
  -- Which drawer the cash went into, and who took the money.
  add column drawer_id uuid,
  add column cashier text;

-- The parts of what an order asks for, each with what was promised back of it.
create table payment_part (
  order_id uuid not null references payment_order,
  kind text not null check (kind in ('registration', 'consultation')),
  amount_fen integer not null check (amount_fen >= 0),
  refund_due_fen integer not null default 0 check (refund_due_fen between 0 and amount_fen),
  primary key (order_id, kind)
);
insert into payment_part (order_id, kind, amount_fen, refund_due_fen)
select id, 'registration', amount_fen, refund_due_fen from payment_order;

alter table refund
  drop constraint refund_state_check,
  add constraint refund_state_check check (state in
    ('awaiting_approval', 'rejected', 'requested', 'processing', 'succeeded', 'failed', 'abnormal')),
  add column cause text not null default 'cancelled'
    check (cause in ('cancelled', 'closure', 'late', 'adjustment', 'reconciliation')),
  -- [{kind, refund_fen}], sum is refund_fen
  add column parts jsonb not null default '[]',
  add column drawer_id uuid,
  -- When the money left, by the channel.
  add column channel_refunded_at timestamptz,
  add column decided_by text,
  add column decided_at timestamptz,
  add column decision_note text,
  add constraint refund_second_person check (decided_by is null or decided_by <> actor),
  add constraint refund_decided check ((decided_by is null) = (decided_at is null)),
  add constraint refund_rejected check (state <> 'rejected' or (decided_by is not null and next_try_at is null)),
  add constraint refund_awaiting check (state <> 'awaiting_approval' or next_try_at is null);
update refund set parts = jsonb_build_array(jsonb_build_object('kind', 'registration', 'refund_fen', refund_fen));
create index refund_to_decide on refund (requested_at) where state = 'awaiting_approval';

-- What was in the house before there was a ledger, posted as it stood.
insert into ledger_posting (id, at, day, kind, source, actor, note)
select gen_random_uuid(), paid_at, (paid_at at time zone 'Asia/Shanghai')::date, 'captured', 'order:' || id, 'system:migration', ''
from payment_order where paid_fen > 0;
insert into ledger_leg (posting_id, n, debit, credit, amount_fen, part, channel, payer_class)
select p.id, 1, case o.channel when 'wechat' then 'channel_wechat' when 'cash' then 'cash' else 'card_terminal' end,
  'income_registration', o.paid_fen, 'registration', o.channel, 'self_pay'
from payment_order o join ledger_posting p on p.kind = 'captured' and p.source = 'order:' || o.id;
insert into ledger_posting (id, at, day, kind, source, actor, note)
select gen_random_uuid(), requested_at, (requested_at at time zone 'Asia/Shanghai')::date, 'refund_promised', 'refund:' || id, 'system:migration', ''
from refund;
insert into ledger_posting (id, at, day, kind, source, actor, note)
select gen_random_uuid(), settled_at, (settled_at at time zone 'Asia/Shanghai')::date, 'refund_paid', 'refund:' || id, 'system:migration', ''
from refund where state = 'succeeded';
insert into ledger_leg (posting_id, n, debit, credit, amount_fen, part, channel, payer_class)
select p.id, 1, 'income_registration', 'refunds_owed', r.refund_fen, 'registration', o.channel, 'self_pay'
from refund r join payment_order o on o.id = r.order_id
  join ledger_posting p on p.kind = 'refund_promised' and p.source = 'refund:' || r.id
union all
select p.id, 1, 'refunds_owed', case o.channel when 'wechat' then 'channel_wechat' when 'cash' then 'cash' else 'card_terminal' end,
  r.refund_fen, 'registration', o.channel, 'self_pay'
from refund r join payment_order o on o.id = r.order_id
  join ledger_posting p on p.kind = 'refund_paid' and p.source = 'refund:' || r.id;

-- Payment's published door for set-based reading: every movement of money through an order's channel, once it has moved.
create view payment_movement as
  select o.channel, 'paid' as kind, o.id as order_id, null::uuid as refund_id, o.merchant_order_no, null::text as merchant_refund_no,
    o.transaction_id as channel_no, o.paid_fen as amount_fen, o.paid_at as at, coalesce(o.channel_paid_at, o.paid_at) as channel_at,
    o.payable_kind, o.payable_id
  from payment_order o where o.paid_fen > 0
  union all
  select o.channel, 'refund', o.id, r.id, o.merchant_order_no, r.merchant_refund_no,
    r.channel_refund_id, r.refund_fen, r.settled_at, coalesce(r.channel_refunded_at, r.settled_at),
    o.payable_kind, o.payable_id
  from refund r join payment_order o on o.id = r.order_id where r.state = 'succeeded';
