/** What the two figures of the dialogues count, on a dialogue of our own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createEngine } from '../../triage/src/index.ts';
import { scoreDialogues } from './cmdd.ts';

const dialogue = {
  id: 'own-1',
  turns: [
    { speaker: 'doctor', text: '孩子发烧吗？', symptom: ['发热'], status: ['2'] },
    { speaker: 'patient', text: '没有', symptom: [], status: [] },
    { speaker: 'patient', text: '咳嗽三天了，流鼻涕', symptom: ['咳嗽', '鼻流涕'], status: ['1', '1'] },
    { speaker: 'doctor', text: '可能是支气管炎', symptom: ['支气管炎'], status: ['1'] },
    { speaker: 'patient', text: '舌苔厚腻', symptom: ['舌苔厚'], status: ['1'] },
  ],
  symptoms: { 发热: ['2'], 咳嗽: ['1'], 鼻流涕: ['1'], 支气管炎: ['1'], 舌苔厚: ['1'] },
};

test('a symptom nobody marked or we did not find costs; a question has the status of its answer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'menzhen-cmdd-'));
  const file = join(folder, 'dialogues.jsonl');
  writeFileSync(file, `${JSON.stringify(dialogue)}\n`);
  const score = scoreDialogues(createEngine(), file);
  rmSync(folder, { recursive: true });
  expect(score.symptom_precision).toBe(1);
  expect(score.symptom_recall).toBe(0.8);
  // 支气管炎 is what the doctor supposes: we say unclear, the (invented) gold says it is so.
  expect([score.status_mentions, score.status_accuracy]).toEqual([4, 0.75]);
});
