import { ledgerAccounts } from '@menzhen/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../../checks/kit/postgres.ts';
import { type Db, openDb, sql } from '../../kernel/index.ts';

let database: FreshDatabase;
let db: Db;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDb(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

test('the contract names the accounts that the chart of accounts has, in its order', async () => {
  const { rows } = await sql<{ code: string }>`select code from ledger_account order by position`.execute(db.kysely);
  expect(rows.map(({ code }) => code)).toEqual([...ledgerAccounts]);
});
