// PostgreSQL refuses to run as root. This file finds the user it runs as, and folders that this user can reach.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Advice, say } from './say.mjs';

/** The user a child process runs as; empty when it is simply ours. */
export type RunAs = { uid?: number; gid?: number };

const SYSTEM_FOLDER = '/var/lib/menzhen';

/** @param cluster the folder of an existing cluster: its owner must run it; otherwise root needs another user. */
export function userFor(cluster: string): RunAs {
  if (process.getuid?.() !== 0) return {};
  const owner = existsSync(cluster) ? statSync(cluster) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return lookUp('postgres') ?? createUser() ?? lookUp('nobody') ?? failNoUser();
}

function lookUp(name: string): RunAs | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function createUser(): RunAs | undefined {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'];
  const made = spawnSync('useradd', options, { encoding: 'utf8' });
  if (made.status !== 0) return undefined;
  say(
    '  · 已创建系统用户 postgres（数据库不能以 root 运行）  created the system user "postgres" (a database cannot run as root)',
  );
  return lookUp('postgres');
}

function failNoUser(): never {
  throw new Advice(
    '数据库不能以 root 运行，且无法创建用户 postgres：请先执行 useradd --system postgres，或改用普通用户运行。',
    'A database cannot run as root and the user "postgres" could not be created: run "useradd --system postgres", or start as an ordinary user.',
  );
}

/** The programs of PostgreSQL in a folder that `user` can reach: where npm put them, or a copy keyed by version. */
export function reachablePrograms(npmFolder: string, user: RunAs): string {
  const native = join(npmFolder, 'native');
  if (canRun(join(native, 'bin', 'postgres'), user)) return native;
  const { version } = JSON.parse(readFileSync(join(npmFolder, 'package.json'), 'utf8')) as { version: string };
  for (const parent of [SYSTEM_FOLDER, '/var/tmp/menzhen']) {
    const copy = join(parent, `postgres-${version}-${basename(npmFolder)}`);
    if (!existsSync(copy) && !copyWhole(native, copy)) continue;
    if (canRun(join(copy, 'bin', 'postgres'), user)) return copy;
  }
  throw new Advice(
    `本机无法运行随附的 PostgreSQL（${native}）：请设置 DATABASE_URL 使用已有的 PostgreSQL 15–18，或改用 glibc 系统（Debian/Ubuntu 等）。`,
    `The PostgreSQL that comes along does not run on this machine (${native}): set DATABASE_URL to a PostgreSQL 15 to 18 of yours, or use a glibc system (Debian, Ubuntu and so on).`,
  );
}

/** Copies under a passing name first, so that a copy with the right name is always whole. */
function copyWhole(from: string, to: string): boolean {
  const half = `${to}.${process.pid}`;
  try {
    mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
    cpSync(from, half, { recursive: true, verbatimSymlinks: true });
    renameSync(half, to);
    return true;
  } catch {
    rmSync(half, { recursive: true, force: true });
    return existsSync(to);
  }
}

function canRun(program: string, user: RunAs): boolean {
  return spawnSync(program, ['--version'], { ...user, cwd: '/' }).status === 0;
}

/**
 * The wished data folder when `user` can enter it, else one below /var/lib that always belongs to the wished one.
 * A note is left where people would look.
 */
export function reachableData(wished: string, user: RunAs): string {
  try {
    mkdirSync(wished, { recursive: true });
  } catch (error) {
    throw new Advice(
      `无法创建数据目录 ${wished}：请用 MENZHEN_DATA 指定一个可写的目录。`,
      `The data folder ${wished} cannot be made: name one that can be written in MENZHEN_DATA.`,
      String(error),
    );
  }
  if (user.uid === undefined || canEnter(wished, user)) return wished;
  const key = createHash('sha256').update(wished).digest('hex').slice(0, 8);
  const reachable = join(SYSTEM_FOLDER, `${basename(dirname(wished))}-${basename(wished)}-${key}`);
  mkdirSync(reachable, { recursive: true, mode: 0o755 });
  writeFileSync(join(wished, 'WHERE.txt'), `数据在 data is in: ${reachable}\n`);
  say(`  · 数据库用户进不了 ${wished}，数据改放  the database user cannot enter it, so data is in  ${reachable}`);
  return reachable;
}

function canEnter(folder: string, user: RunAs): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' }).status === 0;
}
