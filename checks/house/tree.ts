/** Reads the house as the house tests see it: every file that is committed or about to be. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Paths from the root, with forward slashes. */
export function filesOfHouse(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
  });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
