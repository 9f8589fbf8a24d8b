// Builds the three apps that the server hands out, each only when something it is made from has changed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withLock } from './lock.mjs';
import { Advice, say, step } from './say.mjs';

type App = { name: string; folder: string; script: string; output: string; lockfile: string };

export const APPS: readonly App[] = [
  {
    name: '患者端 patient page',
    folder: 'apps/patient',
    script: 'build:h5',
    output: 'apps/patient/dist/build/h5',
    lockfile: 'apps/patient/package-lock.json',
  },
  {
    name: '工作台 console',
    folder: 'apps/console',
    script: 'build',
    output: 'apps/console/dist',
    lockfile: 'package-lock.json',
  },
  {
    name: '叫号屏 board',
    folder: 'apps/board',
    script: 'build',
    output: 'apps/board/dist',
    lockfile: 'package-lock.json',
  },
];

/** Folders every app is made from besides its own. */
const SHARED = ['ui', 'contract', 'wayfinding'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'unpackage', 'test', 'README.md']);
const TEST_FILE = /\.(test|spec)\.ts$/;

/** @param root the repository */
export async function ensureBuilt(root: string): Promise<void> {
  const waiting = () =>
    say('  … 另一个进程正在构建页面，等它完成  another process is building the pages: waiting for it');
  await withLock(join(root, '.cache', 'build.lock'), () => buildStale(root), waiting);
}

async function buildStale(root: string): Promise<void> {
  for (const app of APPS) {
    const digest = digestOf(root, app);
    const stamp = stampOf(root, app);
    const isFresh = existsSync(join(root, app.output, 'index.html')) && readOrEmpty(stamp) === digest;
    if (isFresh) continue;
    await step(`构建${app.name}  building it`, () => build(root, app));
    mkdirSync(join(root, '.cache'), { recursive: true });
    writeFileSync(stamp, digest);
  }
}

const stampOf = (root: string, app: App) => join(root, '.cache', `${app.folder.replace('/', '-')}.built`);

/** One digest of the names and contents of everything an app is made from. */
function digestOf(root: string, app: App): string {
  const hash = createHash('sha256');
  for (const folder of [app.folder, ...SHARED]) {
    for (const file of sourcesIn(root, folder)) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.update(readFileSync(join(root, app.lockfile))).digest('hex');
}

function sourcesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !TEST_FILE.test(entry.name))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return sourcesIn(root, path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

/** Runs the app's own script by the shell as npm would, but without starting npm once more. */
function build(root: string, app: App): Promise<void> {
  const folder = join(root, app.folder);
  const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const bins = [join(folder, 'node_modules', '.bin'), join(root, 'node_modules', '.bin'), process.env.PATH];
  return new Promise((resolve, reject) => {
    const child = spawn(scripts[app.script] ?? 'false', {
      cwd: folder,
      shell: true,
      env: { ...process.env, NODE_ENV: 'production', PATH: bins.join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-6000);
      });
    }
    child.on('close', (code) => (code === 0 ? resolve() : reject(cannotBuild(app, output))));
  });
}

function cannotBuild(app: App, output: string): Advice {
  if (/ENOSPC/.test(output)) {
    return new Advice(
      '磁盘已满：请腾出至少 1 GB 空间后重试。',
      'The disk is full: free at least 1 GB and run the command again.',
      output,
    );
  }
  return new Advice(
    `${app.folder} 构建失败：请按上面的出错行修改源码；若未改过源码，请运行 npm ci 后重试。`,
    `${app.folder} could not be built: put right the line named above; if you changed nothing, run "npm ci" there and try again.`,
    output,
  );
}

function readOrEmpty(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
