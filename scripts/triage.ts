// `npm run -s triage -- classify IN.jsonl | explain "text" | lexicon [word]`: the pre-consultation engine at the command line, so that a
// hospital can check it on its own texts. Answers go to stdout and nothing else does.
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { createEngine, loadData } from '../triage/src/index.ts';
import { explained } from './lib/triage-explain.ts';
import { countsOf, foundIn } from './lib/triage-lexicon.ts';
import { plainLevel, rankedCodes, readRow } from '../triage/src/row.ts';

const USAGE = `npm run -s triage -- classify IN.jsonl          每行一个 {"id","text","age"?,"sex"?}；"-" 读标准输入  a line each; "-" reads stdin
npm run -s triage -- explain "文字" [--age 8个月] [--sex F] [--json]   一段话触发了什么、为什么  what a text sets off, and why
npm run -s triage -- lexicon [词]                词库有多大，或某个词在哪里  how large the lexicon is, or where a word stands
`;

const [command, ...rest] = process.argv.slice(2);
// A reader that has seen enough (head) is no failure.
process.stdout.on('error', () => process.exit(0));

if (command === 'classify' && rest.length === 1) await classify(rest[0] as string);
else if (command === 'explain' && rest.length > 0) explain(rest);
else if (command === 'lexicon') lexicon(rest[0]);
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}

async function classify(file: string): Promise<void> {
  const engine = createEngine();
  let number = 0;
  const complain = (reason: string) => void process.stderr.write(`第 ${number} 行  line ${number}: ${reason}\n`);
  try {
    for await (const line of linesOf(file)) {
      number += 1;
      if (line.trim() === '') continue;
      try {
        const row = readRow(line);
        for (const remark of row.remarks) complain(remark);
        const analysis = engine.analyse(row.text, row.profile);
        const { level, routing, why } = analysis;
        const ranked = rankedCodes(analysis);
        print({ id: row.id, level: plainLevel(level), ranked, abstain: routing.abstain, why });
      } catch (error) {
        complain((error as Error).message);
        process.exitCode = 1;
      }
    }
  } catch (error) {
    process.stderr.write(`读不到文件  the file cannot be read: ${file} (${(error as Error).message})\n`);
    process.exitCode = 1;
  }
}

function linesOf(file: string): AsyncIterable<string> {
  // npm runs us in the repository's folder; the name was typed in the caller's.
  const input = file === '-' ? process.stdin : createReadStream(resolve(process.env.INIT_CWD ?? '.', file));
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

function explain(args: string[]): void {
  const words = args.filter((arg, at) => !arg.startsWith('--') && !/^--(age|sex)$/.test(args[at - 1] ?? ''));
  const row = readRow(
    JSON.stringify({ id: '-', text: words.join(' '), age: after(args, '--age'), sex: after(args, '--sex') }),
  );
  for (const remark of row.remarks) process.stderr.write(`${remark}\n`);
  const engine = createEngine();
  const analysis = engine.analyse(row.text, row.profile);
  if (args.includes('--json')) print(analysis);
  else process.stdout.write(explained(row.text, analysis, engine.data));
}

function after(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
}

function lexicon(word: string | undefined): void {
  const data = loadData();
  process.stdout.write(word ? foundIn(data, word) : countsOf(data));
}
