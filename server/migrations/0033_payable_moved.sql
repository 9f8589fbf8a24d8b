-- When a payable's own share last changed. Whoever read the clock before waiting for the row does not put it back.
alter table payable add column moved_at timestamptz;
update payable set moved_at = greatest(created_at, (select max(at) from fact where subject = 'payable:' || payable.id));
alter table payable alter column moved_at set not null;
