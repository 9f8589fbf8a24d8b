// `npm test [-- FILTER…]`: every test, browser included. The last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ensureBrowser } from '../checks/kit/browser.ts';
import { ensureChineseFont } from '../checks/kit/font.ts';
import { startRedis } from '../checks/kit/redis.ts';
import { ensureBuilt } from './lib/build.ts';
import { say, sayFailure, step } from './lib/say.mjs';

const root = dirname(import.meta.dirname);
const report = join(root, '.cache', `test-report-${process.pid}.json`);
const NO_REDIS =
  '没有 redis-server，也无法安装：Redis 测试未运行  no redis-server and none could be installed: the Redis tests did not run';

type Assertion = { fullName: string; status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' };
type Report = { testResults: { name: string; status: string; message: string; assertionResults: Assertion[] }[] };

process.chdir(root);
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  sayFailure(error);
  say('\n0 passed, 1 failed');
  process.exitCode = 1;
}

async function main(args: string[]): Promise<number> {
  say('\n准备  preparing\n');
  await step('浏览器  browser', ensureBrowser);
  await step('中文字体  Chinese font', async () => {
    process.env.TEST_FONT = await ensureChineseFont();
    return process.env.TEST_FONT;
  });
  const redis = process.env.TEST_REDIS_URL ? undefined : await step('Redis', startRedis);
  if (redis) process.env.TEST_REDIS_URL = redis.url;
  try {
    const isBuilt = await ensureBuilt(root).then(() => true, sayBuildFailure);
    return summarise(await runVitest(args), isBuilt);
  } finally {
    redis?.process.kill();
    rmSync(report, { force: true });
  }
}

/** The other tests still have something to say; the failure is counted with theirs. */
function sayBuildFailure(error: unknown): false {
  sayFailure(error);
  return false;
}

function runVitest(args: string[]): Promise<number> {
  mkdirSync(dirname(report), { recursive: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A file that could not even be loaded counts as one failure, and so does a run that broke in another way. */
function summarise(code: number, isBuilt: boolean): number {
  const { testResults } = readReport();
  const tests = testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const failedTests = tests.filter((test) => test.status === 'failed').length;
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  for (const file of broken) say(`failed to load: ${relative(root, file.name)}`);
  if (!isBuilt) say('failed: a page could not be built');
  let failed = failedTests + broken.length + (isBuilt ? 0 : 1);
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  saySkipped(tests.filter((test) => !['passed', 'failed'].includes(test.status)));
  say(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function saySkipped(skipped: Assertion[]): void {
  if (!process.env.TEST_REDIS_URL) say(`\n${NO_REDIS}`);
  if (skipped.length === 0) return;
  for (const test of skipped) say(`  skipped: ${test.fullName}`);
  say(`${skipped.length} skipped`);
}

function readReport(): Report {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Report;
  } catch {
    return { testResults: [] };
  }
}
