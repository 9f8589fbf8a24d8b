/** The scorer that comes with the building data, run on our answers: its line and ours must agree. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Null where the folder holds no scorer or no such file. */
export function scorerSays(
  folder: string,
  mode: 'routing' | 'triage' | 'symptoms',
  gold: string,
  answers: object[],
): string | null {
  const scorer = join(folder, 'score.mjs');
  const file = join(folder, gold);
  if (!existsSync(scorer) || !existsSync(file)) return null;
  const place = mkdtempSync(join(tmpdir(), 'menzhen-triage-'));
  try {
    const answered = join(place, 'answers.jsonl');
    writeFileSync(answered, answers.map((each) => `${JSON.stringify(each)}\n`).join(''));
    return execFileSync(process.execPath, [scorer, mode, file, answered], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
