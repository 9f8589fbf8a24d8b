/** `npm run bench` lists the benches; `npm run bench -- NAME [--json]` runs one. */
import { availability } from './availability/main.ts';
import { booking } from './booking/main.ts';
import { fanout } from './fanout/main.ts';
import { type Bench, machine, table } from './frame.ts';
import { growth } from './growth/main.ts';
import { mechanisms } from './mechanisms/main.ts';
import { money } from './money/main.ts';
import { route } from './route/main.ts';
import { rush } from './rush/main.ts';
import { triage } from './triage/main.ts';
import { wait } from './wait/main.ts';

const benches: Bench[] = [booking, money, mechanisms, growth, availability, rush, route, wait, fanout, triage];

const args = process.argv.slice(2);
const json = args.includes('--json');
const name = args.find((arg) => !arg.startsWith('-'));
const bench = benches.find((one) => one.name === name);

if (!name) {
  for (const one of benches) process.stdout.write(`${one.name.padEnd(12)} ${one.about}\n`);
} else if (!bench) {
  process.stderr.write(`There is no bench "${name}". Known: ${benches.map((one) => one.name).join(', ')}\n`);
  process.exitCode = 2;
} else {
  await runOne(bench);
}

async function runOne(one: Bench): Promise<void> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await one.run(say);
  const figures = Object.entries(result.figures).map(([what, value]) => ({ what, values: [String(value)] }));
  process.stdout.write(`\n${table(result.columns, result.rows)}\n\n${table(['figure', 'value'], figures)}\n\n`);
  for (const note of result.notes) process.stdout.write(`${note}\n`);
  process.stdout.write(`machine: ${machine()}\n`);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ bench: one.name, machine: machine(), runs: result.runs, figures: result.figures })}\n`,
    );
}
