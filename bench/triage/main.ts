/**
 * How well the pre-consultation engine reads: emergencies found and falsely raised, departments, symptoms, and what a turn costs. On our own
 * vignettes always; on the folder of building data named by TRIAGE_DATA where there is one, which is no part of the project.
 */
import { createEngine, type Engine } from '../../triage/src/index.ts';
import { type Bench, type BenchResult, round } from '../frame.ts';
import { latencyOf, weigh } from './cost.ts';
import { type Complaint, foreignComplaints, foreignVignettes, isKept, ownVignettes, type Vignette } from './data.ts';
import {
  departmentsPart,
  levelRowsOf,
  missesPart,
  type Part,
  type RoutedComplaint,
  routed,
  routingPart,
  vignettePart,
} from './parts.ts';
import { scorerSays } from './scorer.ts';
import { symptomPart } from './symptoms.ts';

async function run(say: (line: string) => void): Promise<BenchResult> {
  const folder = process.env.TRIAGE_DATA ?? '';
  const engine = createEngine();
  const own = { build: ownVignettes('build'), kept: ownVignettes('kept'), unseen: ownVignettes('unseen') };
  say(`own vignettes: ${own.build.length} build, ${own.kept.length} kept, ${own.unseen.length} unseen`);
  const parts: Part[] = [
    vignettePart(engine, own.build, { prefix: 'own_build_', where: 'own, build', show: 'text' }),
    vignettePart(engine, own.kept, { prefix: 'own_kept_', where: 'own, kept', show: 'family' }),
    vignettePart(engine, own.unseen, { prefix: 'own_unseen_', where: 'own, unseen', show: 'family' }),
  ];
  const texts = [...own.build, ...own.kept].map(({ text }) => text);
  if (folder === '') parts.push(note('TRIAGE_DATA names no folder: only our own vignettes were tried.'));
  else parts.push(...foreignParts(engine, folder, { say, texts }));
  say('what a turn costs');
  parts.push(latencyOf(engine, texts), await weigh(texts));
  return joined(parts);
}

function foreignParts(
  engine: Engine,
  folder: string,
  { say, texts }: { say: (line: string) => void; texts: string[] },
): Part[] {
  const parts: Part[] = [];
  const vignettes = foreignVignettes(folder);
  if (vignettes) parts.push(...vignetteParts(engine, folder, vignettes));
  else parts.push(note('No triage_zh_dev.jsonl in TRIAGE_DATA.'));
  const complaints = foreignComplaints(folder);
  if (complaints) {
    say(`routing: ${complaints.length} complaints`);
    parts.push(...complaintParts(engine, folder, complaints));
    texts.push(...complaints.slice(0, 1_000).map(({ text }) => text));
  } else parts.push(note('No routing_dev.jsonl in TRIAGE_DATA.'));
  say('symptoms in dialogues');
  parts.push(symptomPart(engine, folder));
  return parts;
}

function vignetteParts(engine: Engine, folder: string, vignettes: readonly Vignette[]): Part[] {
  const answers = levelRowsOf(engine, vignettes).map(({ id, level }) => ({ id, level }));
  return [
    vignettePart(engine, vignettes, { prefix: '', where: 'triage_zh_dev', show: 'text' }),
    scorerPart(folder, 'triage', 'triage_zh_dev.jsonl', answers),
  ];
}

function complaintParts(engine: Engine, folder: string, complaints: readonly Complaint[]): Part[] {
  const rows = routed(engine, complaints);
  const half = (kept: boolean): RoutedComplaint[] => rows.filter(({ id }) => isKept(id) === kept);
  const texts = new Map(complaints.map(({ id, text }) => [id, text]));
  return [
    routingPart(rows, { prefix: '', where: 'routing_dev' }),
    routingPart(half(false), { prefix: 'build_', where: 'routing_dev, build' }),
    routingPart(half(true), { prefix: 'kept_', where: 'routing_dev, kept' }),
    departmentsPart(rows),
    missesPart(rows, texts, process.env.TRIAGE_MISSES),
    scorerPart(folder, 'routing', 'routing_dev.jsonl', rows),
  ];
}

function scorerPart(folder: string, mode: 'routing' | 'triage', gold: string, answers: object[]): Part {
  const line = scorerSays(folder, mode, gold, answers);
  return note(line ? `the scorer of ${gold}: ${line}` : `No scorer in TRIAGE_DATA for ${gold}.`);
}

const note = (line: string): Part => ({ figures: {}, rows: [], notes: [line] });

function joined(parts: readonly Part[]): BenchResult {
  const figures = Object.assign({}, ...parts.map((part) => part.figures)) as Record<string, number>;
  return {
    runs: 1,
    figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value, 4)])),
    columns: ['figure', 'value', '95 %', 'counts'],
    rows: parts.flatMap((part) => part.rows),
    notes: parts.flatMap((part) => part.notes),
  };
}

export const triage: Bench = {
  name: 'triage',
  about:
    'pre-consultation: emergencies found, departments proposed, symptoms read; TRIAGE_DATA names a folder of texts',
  run,
};
