/**
 * The database: one pool, Kysely over it, and `inTransaction`, which tells one story and retries it whole when
 * PostgreSQL asks for that (serialization failure, deadlock). A Tx is the first argument of every store function.
 */
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';

/** Rows are typed where they are read (`sql<Row>`), so the schema type itself is empty. */
// biome-ignore lint/complexity/noBannedTypes: Kysely wants an object type with no tables
export type Tx = Transaction<{}> | Kysely<{}>;
export interface Db {
  // biome-ignore lint/complexity/noBannedTypes: as above
  kysely: Kysely<{}>;
  pool: pg.Pool;
  close(): Promise<void>;
}

// timestamptz -> Temporal.Instant, date -> 'YYYY-MM-DD', time -> 'HH:MM', int8 -> number (ids are uuid, counts are small)
pg.types.setTypeParser(1184, (value) => Temporal.Instant.from(value));
pg.types.setTypeParser(1082, (value) => value);
pg.types.setTypeParser(1083, (value) => value.slice(0, 5));
pg.types.setTypeParser(20, (value) => Number(value));
pg.types.setTypeParser(1700, (value) => Number(value));
// pg asks a value's own toPostgres before anything else; without it a Temporal value would be sent as quoted JSON.
Object.assign(Temporal.Instant.prototype, {
  toPostgres(this: Temporal.Instant) {
    return this.toString();
  },
});

export function openDb(url: string, options: { connections?: number; name?: string } = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 16,
    application_name: options.name ?? 'menzhen',
    // A statement that hangs must not hang the clinic; the longest honest one is the analytics rebuild.
    options: '-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=30000',
  });
  pool.on('error', () => {
    // An idle connection died (server restart): the pool opens another; the next query decides what is true.
  });
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
  return { kysely, pool, close: () => kysely.destroy() };
}

const RETRY = new Set(['40001', '40P01']);
const MOST_TRIES = 5;

/** Runs `story` in one transaction; it may run again from its beginning, so it must do nothing outside the database. */
export async function inTransaction<T>(db: Db, story: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.kysely.transaction().execute(story);
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (tries >= MOST_TRIES || !code || !RETRY.has(code)) throw error;
      await new Promise((done) => setTimeout(done, Math.random() * 20 * tries));
    }
  }
}

/** The first row or undefined. */
export const first = <T>(result: { rows: T[] }): T | undefined => result.rows[0];
export const violated = (error: unknown): string | undefined => {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' || code === '23P01' || code === '23514' || code === '23503' ? constraint : undefined;
};
export { sql };
