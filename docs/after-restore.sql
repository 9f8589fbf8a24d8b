-- Run once after pg_restore into another cluster, before the server starts:
--     psql -v ON_ERROR_STOP=1 -f docs/after-restore.sql "$NEW"
-- Facts carry the id of the transaction that wrote them, and readers of the record go on from there (kernel/facts.ts). Another
-- cluster counts its transactions from the beginning, so the restored ids would lie in its future: readers would stand still,
-- and facts written from now on would be stepped over. All restored facts therefore become older than anything new, in
-- their own order, and each reader stands before the first fact that it had not read.
begin;
update fact_reader r set seq = coalesce(
  (select min(f.seq) - 1 from fact f where (f.tx, f.seq) > (r.tx, r.seq)),
  (select max(f.seq) from fact f),
  0
);
update fact_reader set tx = '1';
alter table fact disable trigger fact_append_only;
update fact set tx = '1';
alter table fact enable trigger fact_append_only;
commit;
