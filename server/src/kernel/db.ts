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
  /** Two connections for the named statements of the rush: planned once, by index, whatever the tables held at that moment. */
  hot: pg.Pool;
  /** One transaction, tried once; use inTransaction. */
  transact<T>(story: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads as of one moment, by however many statements: what is written meanwhile is in none of them. Nothing can be written. */
  atOneMoment<T>(read: (tx: Tx) => Promise<T>): Promise<T>;
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

/**
 * Connections that transactions leave free. A story may read outside its own transaction (a catalogue kept for a moment, the
 * rules in force); if transactions held every connection, each would wait for another's, and none would ever end.
 */
const FOR_READING = 2;

const HOT_CONNECTIONS = 2;
/**
 * Planning would cost as much as running. A plan made while a table is still empty reads all of it, and stays when it has
 * filled: on the first morning of a hospital that would be the rush. Every statement of these connections goes by an index.
 */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off';

interface PoolAsk {
  name: string;
  connections: number;
  settings?: string;
  /** Idle connections stay open, with what they have planned. */
  kept?: boolean;
}
function openPool(url: string, ask: PoolAsk): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: ask.connections,
    ...(ask.kept ? { idleTimeoutMillis: 0 } : {}),
    application_name: ask.name,
    // A statement that hangs must not hang the clinic; the longest honest one is the analytics rebuild.
    options: `-c timezone=UTC -c statement_timeout=60000 -c idle_in_transaction_session_timeout=30000 ${ask.settings ?? ''}`,
  });
  pool.on('error', () => {
    // An idle connection died (server restart): the pool opens another; the next query decides what is true.
  });
  // The same while it is in use: what was running on it fails with an error of its own; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export function openDb(url: string, options: { connections?: number; name?: string } = {}): Db {
  const connections = Math.max(options.connections ?? 16, FOR_READING + 1);
  const name = options.name ?? 'menzhen';
  const pool = openPool(url, { name, connections });
  const hot = openPool(url, { name: `${name}-hot`, connections: HOT_CONNECTIONS, settings: PLANNED_ONCE, kept: true });
  const kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool }) });
  const seats = new Seats(connections - FOR_READING);
  async function seated<T>(work: () => Promise<T>): Promise<T> {
    const leave = await seats.take();
    try {
      return await work();
    } finally {
      leave();
    }
  }
  return {
    kysely,
    pool,
    hot,
    transact: (story) => seated(() => kysely.transaction().execute(story)),
    atOneMoment: (read) =>
      seated(() => kysely.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)),
    async close() {
      await kysely.destroy();
      await hot.end();
    },
  };
}

/** So many at once; the others wait in the order in which they came. */
class Seats {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(seats: number) {
    this.#free = seats;
  }

  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((seated) => this.#waiting.push(seated));
    return () => {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
  }
}

const RETRY = new Set(['40001', '40P01']);
const MOST_TRIES = 5;

/** Runs `story` in one transaction; it may run again from its beginning, so it must do nothing outside the database. */
export async function inTransaction<T>(db: Db, story: (tx: Tx) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await db.transact(story);
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
