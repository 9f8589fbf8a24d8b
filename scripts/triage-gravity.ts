// `npm run triage:gravity`: fits how gravely words sound (triage/src/gravity.ts) on the project's own vignettes and writes
// triage/gravity/weights.json; run it whenever vignettes or lexicon change (a test says so). Shows what the net would catch on texts it was
// not fitted on: five parts, each weighed by what the other four teach. It names no row of the unseen files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGravity, fitGravity, type GravityText } from '../triage/src/gravity.ts';
import { createEngine } from '../triage/src/index.ts';
import { readRow } from '../triage/src/row.ts';
import type { Level } from '../triage/src/types.ts';
import { FITTED, rowsOf, UNSEEN, type Vignette } from '../triage/vignettes/rows.ts';
import { sayFailure, say, step } from './lib/say.mjs';

const file = join(dirname(import.meta.dirname), 'triage', 'gravity', 'weights.json');
const PARTS = 5;
const LINES = [0, 0.5, 1, 1.5, 2];

interface Text extends GravityText {
  gold: Vignette['gold'];
  /** By the rules alone. */
  level: Level;
}
interface Weighed {
  text: Text;
  log_odds: number;
}

try {
  await main();
} catch (error) {
  sayFailure(error);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const engine = createEngine();
  const rules = createEngine({ ...engine.data, gravity: undefined });
  const read = (row: Vignette): Text => {
    const { text, profile } = readRow(JSON.stringify(row));
    const { reading, level } = rules.analyse(text, profile);
    return { reading, level, gold: row.gold, is_emergency: row.gold === 'emergency' };
  };
  const texts = await step('阅读病例  reading', async () => FITTED.flatMap(rowsOf).map(read));
  const weights = await step('拟合  fitting', async () => fitGravity(texts));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(weights, null, 1)}\n`);
  say(`\n${texts.length} 例  texts, ${Object.keys(weights.features).length} 个特征  features: ${file}`);
  report('五折，每份由其余四份拟合  five parts, each weighed by the other four', byParts(texts));
  const weigh = createGravity(weights);
  for (const name of UNSEEN) {
    const kept = rowsOf(name).map(read);
    report(
      name,
      kept.map((text) => ({ text, log_odds: weigh(text.reading).log_odds })),
    );
  }
}

function byParts(texts: readonly Text[]): Weighed[] {
  return Array.from({ length: PARTS }, (_, part) => {
    const weigh = createGravity(fitGravity(texts.filter((_text, at) => at % PARTS !== part)));
    const own = texts.filter((_text, at) => at % PARTS === part);
    return own.map((text) => ({ text, log_odds: weigh(text.reading).log_odds }));
  }).flat();
}

/** For each line that could be drawn: emergencies found and ordinary texts stopped, by the net alone and with the rules. */
function report(title: string, weighed: readonly Weighed[]): void {
  say(`\n${title}`);
  const share = (gold: Vignette['gold'], is: (each: Weighed) => boolean) => {
    const of = weighed.filter(({ text }) => text.gold === gold);
    return `${of.filter(is).length}/${of.length}`;
  };
  const row = (name: string, is: (each: Weighed) => boolean) =>
    say(
      `  ${name.padEnd(18)} 急 emergency ${share('emergency', is)}  误报 false ${share('routine', is)}  当日 urgent ${share('urgent', is)}`,
    );
  const byRules = ({ text }: Weighed) => text.level <= 2;
  row('rules', byRules);
  for (const line of LINES) {
    row(`net ${line}`, (each) => each.log_odds >= line);
    row(`rules + net ${line}`, (each) => byRules(each) || each.log_odds >= line);
  }
}
