/** A fingerprint of everything the hospital remembers, table by table. */
import { sql } from '../../server/src/kernel/index.ts';
import type { Clinic } from '../../server/src/journeys/testing/clinic.ts';

/** A session notes when it was last used; that is no change of the hospital's. */
const NOT_COUNTED = ['migration', 'session_token'];

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
      `.execute(app.db.kysely);
      return [name, result.rows[0]!.digest] as const;
    }),
  );
  return Object.fromEntries(digests);
}
