/** Money: how fast payments are settled, and how fast a large bill is held against the books. */
import type { Bench, BenchResult } from '../frame.ts';
import { reconcileBench } from './reconcile.ts';
import { settleBench } from './settle.ts';

async function run(say: (line: string) => void): Promise<BenchResult> {
  const settled = await settleBench(say);
  const reconciled = await reconcileBench(say);
  const blank = settled.columns.slice(1).map(() => '');
  return {
    runs: settled.runs,
    figures: { ...settled.figures, ...reconciled.figures },
    columns: settled.columns,
    rows: [
      ...settled.rows,
      { what: '', values: blank },
      { what: 'reconciling', values: ['seconds', 'rows /s'] },
      ...reconciled.rows,
    ],
    notes: [...settled.notes, ...reconciled.notes],
  };
}

export const money: Bench = {
  name: 'money',
  about: 'payments settled by notices against pgbench doing the same writes; a bill of a million rows reconciled',
  run,
};
