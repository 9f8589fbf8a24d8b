-- The waiting list (候补): who waits for what, and the offers of places that were given back.
create table waitlist_entry (
  id uuid primary key,
  patient_id uuid not null references patient (id),
  -- whose phone asked; null: the desk did, and tells the patient by telephone
  account_id uuid references account (id),
  -- what is waited for: one session, one doctor, or any doctor of a department; within days, half days and hours
  kind text not null check (kind in ('session', 'doctor', 'department')),
  department_id uuid not null references department (id),
  doctor_id uuid references doctor (id),
  session_id uuid references session (id),
  from_date date not null,
  to_date date not null,
  half_days text[] check (cardinality(half_days) > 0),
  from_time time,
  to_time time,
  visit_type_kinds text[] check (cardinality(visit_type_kinds) > 0),
  -- the class is found from facts; its rank is the policy's order when it was joined
  class text not null check (class in ('return_visit', 'senior', 'referral', 'everybody')),
  class_rank smallint not null check (class_rank >= 0),
  joined_at timestamptz not null,
  -- its place within the class: when it joined, or when it last let an offer run out
  waits_from timestamptz not null,
  -- after this no place could be offered any more
  ends_at timestamptz not null,
  missed smallint not null default 0,
  refused smallint not null default 0,
  state text not null default 'waiting'
    check (state in ('waiting', 'offered', 'booked', 'fulfilled', 'left', 'refused', 'expired', 'purged')),
  state_at timestamptz not null,
  ended_why text,
  booking_id uuid references booking (id),
  policy_version integer not null,
  channel text not null,
  constraint waitlist_entry_target check (
    (kind = 'session') = (session_id is not null) and (kind = 'department') = (doctor_id is null)
  ),
  constraint waitlist_entry_days check (to_date >= from_date),
  constraint waitlist_entry_hours check (from_time is null or to_time is null or to_time > from_time)
);
-- one and the same wish is waited for once
create unique index waitlist_entry_once on waitlist_entry
  (patient_id, kind, (coalesce(session_id, doctor_id, department_id))) where state in ('waiting', 'offered');
create index waitlist_entry_live on waitlist_entry (department_id, class_rank, waits_from, id) where state in ('waiting', 'offered');
create index waitlist_entry_ends on waitlist_entry (ends_at) where state = 'waiting';
create index waitlist_entry_by_patient on waitlist_entry (patient_id, joined_at);

create table waitlist_offer (
  id uuid primary key,
  entry_id uuid not null references waitlist_entry (id),
  patient_id uuid not null references patient (id),
  freed_place_id uuid not null references freed_place (id),
  slot_id uuid not null references slot (id),
  session_id uuid not null references session (id),
  offered_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'live' check (state in ('live', 'accepted', 'refused', 'expired', 'withdrawn')),
  state_at timestamptz not null,
  -- who stood before this entry and why the place was not theirs: [{entry_id, because}]
  passed_over jsonb not null default '[]',
  booking_id uuid references booking (id),
  constraint waitlist_offer_time check (expires_at > offered_at),
  constraint waitlist_offer_booked check ((state = 'accepted') = (booking_id is not null)),
  -- the same place is offered to the same wish once
  constraint waitlist_offer_once unique (entry_id, freed_place_id)
);
create unique index waitlist_offer_one_per_entry on waitlist_offer (entry_id) where state = 'live';
create unique index waitlist_offer_one_per_patient on waitlist_offer (patient_id) where state = 'live';
create unique index waitlist_offer_one_per_place on waitlist_offer (freed_place_id) where state in ('live', 'accepted');
create index waitlist_offer_due on waitlist_offer (expires_at) where state = 'live';
create index waitlist_offer_by_entry on waitlist_offer (entry_id, offered_at);
