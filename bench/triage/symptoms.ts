/** Symptoms in dialogues of parents and paediatricians, and whether the child has them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../triage/src/index.ts';
import { readDialogue, readDialogues, scoreDialogues } from './cmdd.ts';
import type { Part } from './parts.ts';
import { scorerSays } from './scorer.ts';

const FILE = 'dialog_cmdd_dev.jsonl';
const HALVES = { '': 'all', build_: 'build', kept_: 'kept' } as const;

export function symptomPart(engine: Engine, folder: string): Part {
  const file = join(folder, FILE);
  if (!existsSync(file)) return { figures: {}, rows: [], notes: [`No ${FILE} in TRIAGE_DATA.`] };
  const figures: Part['figures'] = {};
  const rows: Part['rows'] = [];
  for (const [prefix, which] of Object.entries(HALVES)) {
    const score = scoreDialogues(engine, file, which);
    const { symptom_f1, symptom_precision, symptom_recall, status_accuracy } = score;
    const where = `CMDD${which === 'all' ? '' : `, ${which}`}`;
    const counts = [`${score.dialogues} dialogues`, `${score.status_mentions} mentions`];
    figures[`${prefix}symptom_f1`] = symptom_f1;
    figures[`${prefix}status_accuracy`] = status_accuracy;
    rows.push(
      {
        what: `symptom_f1 (${where})`,
        values: [symptom_f1.toFixed(3), precisely(symptom_precision, symptom_recall), counts[0]!],
      },
      {
        what: `status_accuracy (${where})`,
        values: [status_accuracy.toFixed(3), `always present: ${score.status_majority.toFixed(3)}`, counts[1]!],
      },
    );
  }
  return { figures, rows, notes: [scorerLine(engine, folder, file)] };
}

const precisely = (precision: number, recall: number): string => `P ${precision.toFixed(3)} R ${recall.toFixed(3)}`;

function scorerLine(engine: Engine, folder: string, file: string): string {
  const answers = readDialogues(file).map((dialogue) => ({
    id: dialogue.id,
    symptoms: [...readDialogue(engine, dialogue).names],
  }));
  const line = scorerSays(folder, 'symptoms', FILE, answers);
  return line ? `the scorer of ${FILE}: ${line}` : `No scorer in TRIAGE_DATA for ${FILE}.`;
}
