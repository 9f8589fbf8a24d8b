// `npm run check`: format, lint, types, boundaries, dead code, contract drift, then the tests. `--no-tests` leaves those out.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { say, seconds } from './lib/say.mjs';

const root = dirname(import.meta.dirname);
const OUTPUT_LINES_MOST = 60;
/** Most tools use one core each; each type checker also takes a gigabyte of memory. */
const LANES = Math.min(availableParallelism(), 2);

type Check = { name: string; command: string; args: string[]; cwd?: string };

const cruised = [
  'contract',
  'wayfinding',
  'triage',
  'server',
  'sandbox',
  'ui',
  'apps/console',
  'apps/board',
  'apps/patient/src',
];

/** The long ones first, so that the lanes end together. */
const checks: Check[] = [
  { name: '漏等的异步  unawaited promises (oxlint)', command: 'oxlint', args: ['--type-aware'] },
  vueTypesOf('apps/console'),
  { name: '类型  types (tsc)', command: 'tsc', args: ['--noEmit'] },
  { name: '类型  types (tsc, checks)', command: 'tsc', args: ['--noEmit', '-p', 'checks'] },
  vueTypesOf('apps/patient'),
  vueTypesOf('apps/board'),
  { name: '格式与规范  format and lint (Biome)', command: 'biome', args: ['ci', '.'] },
  vueTypesOf('ui'),
  {
    name: '方向  boundaries (dependency-cruiser)',
    command: 'depcruise',
    args: ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...cruised],
  },
  { name: '死代码  dead code (knip)', command: 'knip', args: ['--no-progress'] },
  { name: '契约漂移  contract drift', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
];

process.chdir(root);
let failures = 0;
const waiting = checks.values();
await Promise.all(Array.from({ length: LANES }, lane));
say(failures === 0 ? '\n检查全部通过  all checks passed' : `\n${failures} 项检查未通过  checks failed`);
if (!process.argv.includes('--no-tests') && !(await runTests())) failures += 1;
process.exitCode = failures === 0 ? 0 : 1;

/** Takes the next check until there is none. */
async function lane(): Promise<void> {
  for (const check of waiting) if (!(await run(check))) failures += 1;
}

function vueTypesOf(folder: string): Check {
  return { name: `类型  types (vue-tsc, ${folder})`, command: 'vue-tsc', args: ['--noEmit'], cwd: folder };
}

/** Prints one line; the tool's own output only when it found something. */
async function run({ name, command, args, cwd = '.' }: Check): Promise<boolean> {
  const since_ms = performance.now();
  const { code, output } = await capture(command, args, cwd);
  say(`  ${code === 0 ? '✓' : '✗'} ${name}  ${seconds(since_ms)}`);
  if (code !== 0) say(firstLines(output));
  return code === 0;
}

function capture(command: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  // The phone app has a TypeScript and a vue-tsc of its own.
  const bins = [join(root, cwd, 'node_modules', '.bin'), join(root, 'node_modules', '.bin'), process.env.PATH];
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, PATH: bins.join(delimiter) } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

function firstLines(output: string): string {
  const lines = output.trim().split('\n');
  const rest = lines.length - OUTPUT_LINES_MOST;
  return [...lines.slice(0, OUTPUT_LINES_MOST), ...(rest > 0 ? [`… ${rest} more lines`] : []), ''].join('\n');
}

function runTests(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['scripts/test.ts'], { stdio: 'inherit' });
    child.on('exit', (code) => resolve(code === 0));
  });
}
