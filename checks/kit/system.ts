/** What the tests need from the machine: found, or installed from Debian when we may, or replaced, or said to be missing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @returns the path of the first of these programs that is on PATH */
export function onPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

const APT_WITHIN_MS = 300_000;
let hasLists = false;

/** Installs a Debian package when this is root on a Debian. @returns whether it worked */
export function installFromDebian(...packages: string[]): boolean {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return false;
  process.stdout.write(`  … 安装 Debian 软件包 installing Debian packages: ${packages.join(' ')}\n`);
  if (!hasLists) hasLists = apt('update', '-qq');
  return apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

function apt(...args: string[]): boolean {
  // RUNLEVEL=1: a program installed for the tests must not start a service of its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  return spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: APT_WITHIN_MS }).status === 0;
}
