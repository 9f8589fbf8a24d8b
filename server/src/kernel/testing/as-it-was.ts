/** A database as the house left it before a migration: what the migration finds in a hospital that is open already. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';

const FOLDER = join(import.meta.dirname, '../../../migrations');

/** Empties the database and runs every migration before `until` ('0021'). */
export async function asItWasBefore(client: pg.Client, until: string): Promise<void> {
  await client.query('drop schema public cascade; create schema public');
  await client.query(
    'create table migration (name text primary key, hash text not null, at timestamptz not null default now())',
  );
  for (const name of readdirSync(FOLDER).sort()) {
    if (name >= until || !name.endsWith('.sql')) continue;
    const text = readFileSync(join(FOLDER, name), 'utf8');
    await client.query(text);
    const hash = createHash('sha256').update(text).digest('hex');
    await client.query('insert into migration (name, hash) values ($1, $2)', [name, hash]);
  }
}
