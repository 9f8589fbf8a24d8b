-- How patients come to a department: by booking, or directly, without one (an emergency department, a fever clinic).
alter table department
  add column access text not null default 'booking' constraint department_access check (access in ('booking', 'walk_in'));
