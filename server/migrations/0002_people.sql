-- People: accounts on a phone, the patients under them, staff with roles, one-time codes.
-- *_sealed: AES-256-GCM, opens only at its own row. *_index: keyed blind index, for exact search and uniqueness.

create table account (
  id uuid primary key,
  phone_sealed bytea,
  phone_index bytea constraint account_phone_unique unique,
  wechat_sealed bytea,
  wechat_index bytea constraint account_wechat_unique unique,
  opened_at timestamptz not null,
  constraint account_reachable check (phone_index is not null or wechat_index is not null),
  constraint account_phone_whole check ((phone_sealed is null) = (phone_index is null)),
  constraint account_wechat_whole check ((wechat_sealed is null) = (wechat_index is null))
);

-- One row a phone: the last code sent, and how many were sent on that hospital day.
create table sms_code (
  phone_index bytea primary key,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  attempts_left smallint not null check (attempts_left between 0 and 5),
  used_at timestamptz,
  sent_on date not null,
  sent_count smallint not null check (sent_count between 1 and 10)
);

-- One row an identity document, however many accounts keep this patient.
create table patient (
  id uuid primary key,
  id_kind text not null check (id_kind in ('resident_id', 'passport', 'hk_macau_permit', 'taiwan_permit', 'foreigner_permit')),
  id_sealed bytea not null,
  id_index bytea not null constraint patient_document_unique unique,
  name_sealed bytea not null,
  name_index bytea not null,
  phone_sealed bytea not null,
  phone_index bytea not null,
  campus_sealed bytea,
  campus_index bytea,
  guardian_name_sealed bytea,
  guardian_phone_sealed bytea,
  sex text not null check (sex in ('male', 'female')),
  birth_date date not null,
  payer_class text not null check (payer_class in ('student', 'staff', 'retiree', 'self_pay')),
  registered_at timestamptz not null,
  constraint patient_campus_whole check ((campus_sealed is null) = (campus_index is null)),
  constraint patient_guardian_whole check ((guardian_name_sealed is null) = (guardian_phone_sealed is null))
);
create index patient_by_name on patient (name_index);
create index patient_by_phone on patient (phone_index);
create index patient_by_campus on patient (campus_index) where campus_index is not null;

-- `place` is what keeps an account at five patients: two requests can never both take the last one.
create table account_patient (
  account_id uuid not null references account,
  patient_id uuid not null references patient,
  place smallint not null constraint account_patient_limit check (place between 1 and 5),
  relation text not null check (relation in ('self', 'child', 'parent', 'spouse', 'other')),
  is_default boolean not null,
  bound_at timestamptz not null,
  constraint account_patient_once primary key (account_id, patient_id),
  constraint account_patient_place unique (account_id, place)
);
create unique index account_patient_one_self on account_patient (account_id) where relation = 'self';
create unique index account_patient_one_default on account_patient (account_id) where is_default;
create index account_patient_by_patient on account_patient (patient_id);

create table staff (
  id uuid primary key,
  login text not null constraint staff_login_unique unique check (login ~ '^[a-z][a-z0-9._-]{1,30}$'),
  name text not null check (name <> ''),
  password_hash text not null,
  state text not null check (state in ('active', 'disabled')),
  doctor_id uuid,
  totp_sealed bytea,
  totp_pending_sealed bytea,
  totp_last_step bigint,
  added_at timestamptz not null,
  version integer not null default 1
);

create table staff_role (
  staff_id uuid not null references staff,
  role text not null check (role in ('clerk', 'nurse', 'cashier', 'doctor', 'operator', 'finance', 'administrator', 'auditor')),
  department_id uuid,
  constraint staff_role_once unique nulls not distinct (staff_id, role, department_id)
);

-- Counted for every login that is tried, known or not, so that neither a lock nor its absence tells which exist.
create table sign_in_attempt (
  login text primary key,
  failures smallint not null,
  locked_until timestamptz,
  last_at timestamptz not null
);
