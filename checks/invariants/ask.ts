/** How a check reads: plain SQL over its own connection, every value as text, so that nothing of the server's is trusted. */
import pg from 'pg';

type Row = Record<string, string | null>;
export type Ask = <T extends Row = Row>(sql: string, values?: unknown[]) => Promise<T[]>;

const asText = { getTypeParser: () => (value: unknown) => value };

/** A reading connection; `close` it. Times are told in UTC. */
export async function openReader(
  databaseUrl: string,
): Promise<{ ask: Ask; client: pg.Client; close(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl, types: asText as never, options: '-c timezone=UTC' });
  await client.connect();
  return { ask: askThrough(client), client, close: () => client.end() };
}

export const askThrough =
  (client: pg.Client): Ask =>
  async (sql, values) =>
    (await client.query(sql, values as never)).rows;

/** The sentences that a query found; each of its rows has one column, `what`. */
export async function sentences(ask: Ask, sql: string, values?: unknown[]): Promise<string[]> {
  const rows = await ask<{ what: string }>(sql, values);
  return rows.map((row) => row.what);
}

/** Several such queries, one after the other. */
export async function allSentences(ask: Ask, ...queries: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const sql of queries) found.push(...(await sentences(ask, sql)));
  return found;
}
