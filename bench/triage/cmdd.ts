/**
 * CMDD: paediatric dialogues of doctor and parent whose symptoms are marked. Two figures.
 *
 * `symptom_f1`: for each dialogue the set of symptoms named by anybody, whatever is said of them, against the gold set (micro F1 over all
 * dialogues, as the scorer given with the data counts).
 *
 * `status_accuracy`: of all gold mentions whose symptom we found in the same dialogue, the share given the gold status: 1 has it, 2 has it
 * not, 3 unclear. Ours is what we read of that symptom in the same turn; where we read it in other turns only, the last of those.
 * A doctor's question has the status of its answer; a doctor's statement that of what the parent said of it, and 3 where that is nothing.
 */
import { readFileSync } from 'node:fs';
import type { Engine, Mention, Turn } from '../../triage/src/index.ts';
import { CMDD_NAMES } from './cmdd-names.ts';
import { isKept } from './data.ts';

interface GoldTurn {
  speaker: 'doctor' | 'patient';
  text: string;
  symptom: string[];
  status: string[];
}

export interface Dialogue {
  id: string;
  turns: GoldTurn[];
  symptoms: Record<string, string[]>;
}

export interface DialogueScore {
  dialogues: number;
  symptom_precision: number;
  symptom_recall: number;
  symptom_f1: number;
  status_accuracy: number;
  status_mentions: number;
  /** Share of gold mentions with status 1 among those counted: what always saying 1 would reach. */
  status_majority: number;
}

/** One dialogue as we read it. */
export interface DialogueReading {
  names: Set<string>;
  /** Status of a symptom at a turn. */
  statusAt(name: string, turn: number): string;
}

export const readDialogues = (file: string, which: 'all' | 'build' | 'kept' = 'all'): Dialogue[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Dialogue)
    .filter(({ id }) => which === 'all' || isKept(id) === (which === 'kept'));

export function scoreDialogues(engine: Engine, file: string, which: 'all' | 'build' | 'kept' = 'all'): DialogueScore {
  const count = { tp: 0, fp: 0, fn: 0, right: 0, counted: 0, ones: 0 };
  const dialogues = readDialogues(file, which);
  for (const dialogue of dialogues) {
    const ours = readDialogue(engine, dialogue);
    const gold = new Set(Object.keys(dialogue.symptoms));
    const shared = ours.names.intersection(gold).size;
    count.tp += shared;
    count.fp += ours.names.size - shared;
    count.fn += gold.size - shared;
    for (const { name, status, turn } of goldMentions(dialogue)) {
      if (!ours.names.has(name)) continue;
      count.counted += 1;
      if (status === '1') count.ones += 1;
      if (ours.statusAt(name, turn) === status) count.right += 1;
    }
  }
  return scoreOf(count, dialogues.length);
}

function scoreOf(
  { tp, fp, fn, right, counted, ones }: Record<'tp' | 'fp' | 'fn' | 'right' | 'counted' | 'ones', number>,
  dialogues: number,
): DialogueScore {
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    dialogues,
    symptom_precision: share(tp, tp + fp),
    symptom_recall: share(tp, tp + fn),
    symptom_f1: share(2 * tp, 2 * tp + fp + fn),
    status_accuracy: share(right, counted),
    status_mentions: counted,
    status_majority: share(ones, counted),
  };
}

export function goldMentions(dialogue: Dialogue): { name: string; status: string; turn: number }[] {
  return dialogue.turns.flatMap((each, turn) =>
    each.symptom.map((name, index) => ({ name, status: each.status[index] ?? '', turn })),
  );
}

export function readDialogue(engine: Engine, dialogue: Dialogue): DialogueReading {
  const turns: Turn[] = dialogue.turns.map(({ speaker, text }) => ({
    from: speaker === 'doctor' ? 'asker' : 'patient',
    text,
  }));
  const reading = engine.read(turns);
  const found = [...reading.mentions, ...(reading.asked ?? [])].sort((a, b) => a.turn - b.turn);
  const byName = new Map<string, Mention[]>();
  for (const mention of found) {
    for (const name of CMDD_NAMES[mention.concept] ?? []) byName.set(name, [...(byName.get(name) ?? []), mention]);
  }
  return {
    names: new Set(
      [...byName].filter(([, mentions]) => mentions.some(({ answered }) => !answered)).map(([name]) => name),
    ),
    statusAt: (name, turn) => {
      const mentions = byName.get(name) ?? [];
      const here = mentions.filter((mention) => mention.turn === turn);
      return statusOf((here.length > 0 ? here : mentions).at(-1));
    },
  };
}

function statusOf(mention: Mention | undefined): string {
  if (mention?.assertion === 'present' || mention?.assertion === 'past') return '1';
  return mention?.assertion === 'absent' ? '2' : '3';
}
