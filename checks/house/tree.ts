/** Reads the house as the house tests see it: every file that is committed or about to be. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Never part of the house: fetched, built, or somebody's data. */
const OUTSIDE = new Set(['.git', '.runtime', '.cache', 'node_modules', 'dist', 'unpackage', 'coverage', 'data']);

/** Paths from the root, with forward slashes. Without git (an unpacked archive, another owner) every file counts. */
export function filesOfHouse(): string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const git = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64_000_000 });
  const listed = git.status === 0 ? git.stdout.split('\n') : filesBelow('.');
  return listed.filter((file) => file !== '' && existsSync(join(root, file)));
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !OUTSIDE.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

export function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
