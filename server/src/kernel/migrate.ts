/** Numbered plain SQL, forward only, each file once, in one transaction, under one advisory lock for all nodes. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const FOLDER = join(import.meta.dirname, '../../migrations');
const LOCK = 7_301_001;

interface Applied {
  name: string;
  hash: string;
}

/** Brings the database to this version; returns the names of the migrations it ran. Throws when a landed file was changed. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists migration (name text primary key, hash text not null, at timestamptz not null default now())',
    );
    const { rows } = await client.query<Applied>('select name, hash from migration');
    return await applyMissing(client, new Map(rows.map((row) => [row.name, row.hash])));
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, applied: Map<string, string>): Promise<string[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  const ran: string[] = [];
  for (const name of names) {
    const text = await readFile(join(FOLDER, name), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    const before = applied.get(name);
    if (before && before !== hash)
      throw new Error(`migration ${name} was changed after it ran; write a new one instead`);
    if (before) continue;
    await applyOne(client, name, hash, text);
    ran.push(name);
  }
  return ran;
}

async function applyOne(client: pg.Client, name: string, hash: string, text: string): Promise<void> {
  try {
    await client.query('begin');
    await client.query(text);
    await client.query('insert into migration (name, hash) values ($1, $2)', [name, hash]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed and was rolled back: ${(error as Error).message}`, { cause: error });
  }
}
