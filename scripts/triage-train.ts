// `npm run triage:train [-- --from FILE.jsonl] [--out FILE.json]`: fits what the hospital's own visits teach about departments, shows
// it on the newest visits, which it did not learn from, and keeps it only when those went better. Nothing leaves this machine.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { share } from '../bench/triage/measures.ts';
import { type Lesson, type Taught, teach } from '../triage/src/teach.ts';
import { loadData } from '../triage/src/index.ts';
import { sayFailure, say, step } from './lib/say.mjs';
import { type Hospital, openHospital } from './lib/triage-hospital.ts';
import { lessonsIn } from './lib/triage-lessons.ts';

const root = dirname(import.meta.dirname);
const { values: asked } = parseArgs({
  options: { from: { type: 'string' }, out: { type: 'string' } },
});
const REFUSALS: Record<NonNullable<Taught['refused']>, string> = {
  too_few:
    '就诊太少，学到的只会是偶然：未保存。至少需要 300 次用于学习、60 次用于检验。\nToo few visits: what they teach would be chance. Nothing was kept. At least 300 to learn from and 60 to try on are needed.',
  worse:
    '在留出的就诊上没有变好：未保存，继续使用随附的权重。\nThe held-back visits did not go better: nothing was kept, the shipped weights stay.',
};
let hospital: Hospital | undefined;

try {
  process.chdir(root);
  if (existsSync('.env')) process.loadEnvFile('.env');
  await main();
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
} finally {
  await hospital?.close();
}

async function main(): Promise<void> {
  const lessons = await lessonsAsked();
  say(`就诊  visits: ${lessons.length}`);
  const taught = await step('拟合  fitting', async () => teach(lessons, loadData()));
  report(taught);
  if (taught.refused) {
    say(`\n${REFUSALS[taught.refused]}`);
    process.exitCode = 1;
    return;
  }
  await keep(taught);
}

async function lessonsAsked(): Promise<Lesson[]> {
  const { from } = asked;
  if (from) return lessonsIn(from, (line) => process.stderr.write(`${line}\n`));
  hospital = await openHospital(root);
  return hospital.lessons();
}

function report({ weights, fitted, held_back, before, after }: Taught): void {
  const line = (name: string, right: number) => {
    const { value, low, high } = share(right, held_back);
    return `  ${name.padEnd(34)} ${value.toFixed(3)}  [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  };
  say(`\n学习  learned from ${fitted}，检验（最新的）  tried on the newest ${held_back}`);
  say(line('首位正确 随附  first, as shipped', before.at_1));
  say(line('首位正确 学习后  first, learned', after.at_1));
  say(line('前三包含 随附  in three, as shipped', before.at_3));
  say(line('前三包含 学习后  in three, learned', after.at_3));
  say(`  ${Object.keys(weights.features).length} 个特征  features`);
}

async function keep(taught: Taught): Promise<void> {
  const { out } = asked;
  if (out) {
    writeFileSync(out, JSON.stringify(taught.weights));
    say(`\n已写入  written: ${out}`);
  } else if (hospital) {
    const version = await hospital.keep(taught);
    say(`\n已保存第 ${version} 版，由管理员启用  version ${version} is kept; an administrator puts it to use`);
  } else say('\n只是试算，未保存（--out FILE 写入文件）  tried only, nothing kept (--out FILE writes a file)');
}
