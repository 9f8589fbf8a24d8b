/**
 * For tests: lets readers of the record read all of it. The horizon under which facts may be read is the whole cluster's,
 * so a transaction of another test's database may hold it back for a moment.
 */
import { type Db, sql } from '../db.ts';

export async function settle(db: Db, readers: string[], work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    await work();
    const { rows } = await sql<{ behind: boolean }>`
      select bool_or(exists (select 1 from fact f where (f.tx, f.seq) > (coalesce(r.tx, '0'), coalesce(r.seq, 0)))) as behind
      from unnest(${readers}::text[]) as want(name) left join fact_reader r on r.name = want.name
    `.execute(db.kysely);
    if (!rows[0]!.behind) return;
    await new Promise((done) => setTimeout(done, 10));
  }
}
