import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../checks/kit/postgres.ts';
import { migrate } from './migrate.ts';

const names = readdirSync(join(import.meta.dirname, '../../migrations'))
  .filter((name) => name.endsWith('.sql'))
  .sort();
let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

async function ask(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  await client.query(text);
  await client.end();
}

test('a database that is up to date is left alone', async () => {
  expect(await migrate(fresh.url)).toEqual([]);
});

test('two nodes that start at once on an empty database: one migrates it, the other waits', async () => {
  await ask('drop schema public cascade; create schema public');
  const ran = await Promise.all([migrate(fresh.url), migrate(fresh.url)]);
  expect(ran.toSorted((a, b) => b.length - a.length)).toEqual([names, []]);
});

test('a migration that was changed after it ran stops the start and is named', async () => {
  await ask(`update migration set hash = 'another' where name = '${names[0]}'`);
  await expect(migrate(fresh.url)).rejects.toThrow(names[0]!);
});
