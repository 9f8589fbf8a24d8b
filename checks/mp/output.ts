/** The built mini program, built again when its sources are newer, and copied so that node reads it as CommonJS. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const app = join(import.meta.dirname, '../../apps/patient');
const built = join(app, 'dist/build/mp-weixin');
const sources = [
  'src',
  'vite.config.ts',
  '../../ui/src/tokens.css',
  '../../ui/src/navigation',
  '../../wayfinding/src',
  '../../contract/generated/paths.ts',
];

function newest_ms(path: string): number {
  const here = statSync(path);
  if (!here.isDirectory()) return here.mtimeMs;
  return Math.max(...readdirSync(path).map((name) => newest_ms(join(path, name))));
}

/** Builds the mini program when its sources are newer than its output. @returns where it is; not to be changed */
export function ensureOutput(): string {
  const mark = join(built, 'app.json');
  const changed_ms = Math.max(...sources.map((source) => newest_ms(join(app, source))));
  if (!existsSync(mark) || statSync(mark).mtimeMs < changed_ms) {
    execFileSync('npm', ['run', 'build:mp-weixin'], { cwd: app, stdio: 'pipe' });
  }
  return built;
}

/** A fresh copy of the output, so that each test begins with a mini program that was never opened; the caller removes it. */
export function builtOutput(): string {
  const copy = mkdtempSync(join(tmpdir(), 'menzhen-mp-'));
  cpSync(ensureOutput(), copy, { recursive: true });
  return copy;
}

/** Every file below a folder, by its path within it. */
export function filesBelow(folder: string, under = ''): string[] {
  return readdirSync(join(folder, under), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(folder, join(under, entry.name)) : [join(under, entry.name)],
  );
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
