/** A fingerprint of everything the hospital remembers, table by table. */
import { sql } from '../../server/src/kernel/index.ts';
import type { Clinic } from '../../server/src/journeys/testing/clinic.ts';

/** A session notes when it was last used, and refused payment notices are counted: no changes of the hospital's. */
const NOT_COUNTED = ['migration', 'session_token', 'payment_notice_refusal'];
const NO_CHANGE = 'payment.notice_alarm';

export async function digestOfTables({ app }: Clinic): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1
  `.execute(app.db.kysely);
  const names = rows.map((row) => row.name).filter((name) => !NOT_COUNTED.includes(name));
  const digests = await Promise.all(
    names.map(async (name) => {
      const table = sql.ref(name);
      const result = await sql<{ digest: string }>`
        select count(*) || ' rows ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') as digest from ${table} t
        where ${name === 'fact' ? sql`kind <> ${NO_CHANGE}` : sql`true`}
      `.execute(app.db.kysely);
      return [name, result.rows[0]!.digest] as const;
    }),
  );
  return Object.fromEntries(digests);
}
