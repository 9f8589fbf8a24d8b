/** The pool under a rush, and when the database takes a connection away. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { type Db, inTransaction, openDb, sql, type Tx } from './db.ts';

let database: FreshDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(database.url, { connections: 4 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it('more transactions than connections, each reading outside its own: all of them end', async () => {
  const stories = Array.from({ length: 20 }, (_, n) =>
    inTransaction(db, async (tx) => {
      await sql`select pg_sleep(0.01)`.execute(tx);
      const { rows } = await sql<{ n: number }>`select ${n}::int as n`.execute(db.kysely);
      return rows[0]!.n;
    }),
  );
  expect(await Promise.all(stories)).toEqual(stories.map((_, n) => n));
});

it('what is read at one moment stays as it was, whatever is written meanwhile, and cannot be written to', async () => {
  await sql`create table counted (n integer)`.execute(db.kysely);
  const count = async (tx: Tx) => (await sql`select n from counted`.execute(tx)).rows.length;
  const seen = await db.atOneMoment(async (tx) => {
    const before = await count(tx);
    await sql`insert into counted values (1)`.execute(db.kysely);
    return [before, await count(tx), await count(db.kysely)];
  });
  expect(seen).toEqual([0, 0, 1]);
  await expect(db.atOneMoment((tx) => sql`insert into counted values (2)`.execute(tx))).rejects.toThrow('read-only');
});

it('a story that fails gives its seat back', async () => {
  const fails = () => inTransaction(db, () => Promise.reject(new Error('no')));
  for (let n = 0; n < 6; n += 1) await expect(fails()).rejects.toThrow('no');
  expect(await inTransaction(db, async () => 'seated')).toBe('seated');
});

it('a connection that dies in the middle of a story fails that story and nothing else', async () => {
  const story = inTransaction(db, async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await sql`select pg_terminate_backend(${rows[0]!.pid})`.execute(db.kysely);
    // Between two statements nobody waits on the connection: its end is an event of its own.
    await new Promise((done) => setTimeout(done, 100));
    await sql`select 1`.execute(tx);
  });
  await expect(story).rejects.toThrow();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db.kysely)).rows[0]!.one).toBe(1);
});
