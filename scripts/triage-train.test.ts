import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../checks/kit/postgres.ts';

const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'menzhen-train-'));
let fresh: FreshDatabase;
// Each test starts a program that reads the whole lexicon; neither waits for the other.
vi.setConfig({ testTimeout: 90_000 });
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => {
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function train(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: fresh.url, MENZHEN_DATA: folder, DEMO: 'true' };
  const child = spawn(process.execPath, [join(root, 'scripts/triage-train.ts'), ...args], { cwd: root, env });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, out, err };
}

test.concurrent('where no hospital was opened the command says what to do', async () => {
  const { code, err } = await train();
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('npm start') });
});

test.concurrent('visits from a file teach, are shown before and after, and are written where asked; bad lines are named', async () => {
  const file = join(folder, 'visits.jsonl');
  const lines = Array.from({ length: 375 }, (_, n) =>
    n % 2 === 0
      ? { text: `掉头发很厉害，第${n}天`, department: 'tcm', age: 30 }
      : { text: `胃胀反酸第${n}天`, department: ['gi'] },
  );
  writeFileSync(
    file,
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n{"text":"无","department":"nowhere"}\n`,
  );
  const out_file = join(folder, 'weights.json');
  const { code, out, err } = await train('--from', file, '--out', out_file);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('line 376') });
  expect(out).toMatch(/first, as shipped +0\.\d+ +\[/);
  expect(out).toMatch(/first, learned +1\.000/);
  expect(JSON.parse(readFileSync(out_file, 'utf8'))).toMatchObject({ kind: 'linear-1', visits: 300 });
});
