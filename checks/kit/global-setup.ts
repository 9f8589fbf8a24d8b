/** Opens one PostgreSQL for the whole run, unless TEST_DATABASE_URL names one; fsync stays on, as in a hospital. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openPostgres } from '../../scripts/lib/postgres.ts';

const root = join(import.meta.dirname, '../..');

export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    project.provide('postgresUrl', given);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-test-'));
  chmodSync(folder, 0o755); // as root the database runs as another user, who must be able to enter
  const postgres = await openPostgres(root, folder, 'postgres');
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
