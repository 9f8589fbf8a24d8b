-- Visits: what happened in the consulting room. The note is a medical record and is kept sealed.
create table visit (
  id uuid primary key,
  booking_id uuid not null constraint visit_once_per_booking unique,
  ticket_id uuid not null constraint visit_once_per_ticket unique,
  patient_id uuid not null,
  department_id uuid not null,
  doctor_id uuid not null,
  state text not null check (state in ('in_consultation', 'finished')),
  started_at timestamptz not null,
  finished_at timestamptz,
  version integer not null default 1 check (version > 0),
  note bytea not null,
  check ((state = 'finished') = (finished_at is not null)),
  check (finished_at >= started_at)
);
create index visit_by_doctor on visit (doctor_id, started_at);
create index visit_by_patient on visit (patient_id, started_at);
