/** One step of a talk: what was said is read, flags are kept, the level never falls by itself, and what comes next is found. */
import type { Analysis, Question } from '@menzhen/triage';
import { ageOn, dayOf, record, type Tx } from '../../kernel/index.ts';
import type { Shelved } from './engine.ts';
import { type Deed, factOfTalk } from './facts.ts';
import { addEntry, type Held, type Read, readTalk } from './held.ts';
import type { Interpretation, PreconsultGround } from './ports.ts';
import { placeOf } from './reading.ts';
import {
  type After,
  flagsAfter,
  type LastAnswer,
  levelAfter,
  raisedByModel,
  type StandingFlag,
  stateAfter,
} from './rules.ts';
import { proposedDepartments } from './rules-departments.ts';
import { alertFlags } from './service-alert.ts';
import { draftSummary } from './service-summary.ts';
import * as store from './store-talk.ts';
import { newestMapping } from './store-settings.ts';
import type { FlagRow, TalkRow } from './tables.ts';

export interface StepAsk {
  held: Held;
  /** The question that was answered in this step, and how. */
  answered: { question: Question; skipped: boolean; choice: string | null } | null;
  interpretation: Interpretation | null;
  /** That is all, says the patient: nothing more is asked unless it is about a danger. */
  finish?: boolean;
  /** Of what was told: words, a button, a skip, a step back, the end. */
  told: { by: 'words' | 'choice' | 'skip' | 'back' | 'finish'; question_id: string | null; characters: number };
}

/** Reads the talk anew and brings its row, flags, alert and question in step. Its entry has been added already. */
export async function step(tx: Tx, ground: PreconsultGround, ask: StepAsk, deed: Deed): Promise<TalkRow> {
  const { held, told } = ask;
  const { shelved, talk: was } = held;
  const read = readTalk(held);
  const before = held.flags.map((flag) => standingOf(flag, read));
  const flags = raisedByModel(
    flagsAfter(before, read.analysis.flags, answerOf(ask, shelved)),
    ask.interpretation,
    shelved.rule,
  );
  const level = levelAfter(was.level, { was: before, now: flags }, read.analysis);
  const asked = held.entries.flatMap((entry) => (entry.kind === 'asked' ? [entry.question_id] : []));
  const engineNext = shelved.engine.next(read.analysis, read.talk);
  const after = stateAfter({
    level,
    flags,
    next: ask.finish && engineNext?.purpose !== 'red_flag' ? null : engineNext,
    asked,
    most_questions: held.rules.most_questions,
    ruleOf: shelved.rule,
  });
  const proposal = after.state === 'ready' ? await propose(tx, ground, held, read) : null;
  const talk = await store.updateTalk(
    tx,
    was,
    {
      state: after.state,
      level,
      asked: asked.length + (after.question ? 1 : 0),
      characters: was.characters + told.characters,
      proposed: proposal?.department_ids ?? null,
      proposed_codes: proposal?.codes ?? null,
      confidence: proposal?.confidence ?? null,
    },
    deed.at,
  );
  held.talk = talk;
  await record(tx, factOfTalk('preconsult.told', talk, deed, { ...told, asked: talk.asked }));
  await keepFlags(tx, { held, before, flags, read }, deed);
  if (after.question) await askNext(tx, ground, held, after, deed);
  await alertFlags(tx, { talk, flags, rules: held.rules, to_confirm: after.question !== null }, deed);
  if (after.state === 'stopped') await stop(tx, ground, { held, flags }, deed);
  if (proposal) await record(tx, factOfTalk('preconsult.proposed', talk, deed, { ...proposal, asked: talk.asked }));
  return talk;
}

/** Flags are kept by entry and read by turn; a place whose words were taken back is nowhere. */
function standingOf(flag: FlagRow, { entry_of_turn }: Read): StandingFlag {
  const because = flag.because
    .map(({ entry_id, start, end }) => ({ turn: entry_of_turn.indexOf(entry_id), start, end }))
    .filter(({ turn }) => turn >= 0);
  const { rule, family, level, state, source, concepts } = flag;
  return { rule, family, level, state, source, concepts, because };
}

/** With the broader concepts of what was asked: a flag may stand on those. */
function answerOf({ answered }: StepAsk, shelved: Shelved): LastAnswer | null {
  if (!answered) return null;
  const asks = new Set<string>();
  const waiting = [...answered.question.asks];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (asks.has(next)) continue;
    asks.add(next);
    waiting.push(...(shelved.concept(next)?.is ?? []));
  }
  const { rule } = answered.question;
  return {
    question: { asks: [...asks], ...(rule ? { rule } : {}) },
    skipped: answered.skipped,
    choice: answered.choice,
  };
}

async function keepFlags(
  tx: Tx,
  { held, before, flags, read }: { held: Held; before: StandingFlag[]; flags: StandingFlag[]; read: Read },
  deed: Deed,
): Promise<void> {
  const { talk } = held;
  for (const flag of flags) {
    const was = before.find(({ rule }) => rule === flag.rule);
    const because = flag.because.flatMap((span) => {
      const place = placeOf(read, span);
      return place ? [{ entry_id: place.message_id, start: place.start, end: place.end }] : [];
    });
    await store.putFlag(tx, { ...flag, talk_id: talk.id, because }, deed.at);
    if (was?.state === flag.state && was.level === flag.level) continue;
    const { rule, family, level: flag_level, state: flag_state, source } = flag;
    if (flag_state === 'denied')
      await record(tx, factOfTalk('preconsult.denied', talk, deed, { rule, family, flag_level }));
    else
      await record(tx, factOfTalk('preconsult.flagged', talk, deed, { rule, family, flag_level, flag_state, source }));
  }
  held.flags = await store.flagsOf(tx, [talk.id]);
}

async function askNext(tx: Tx, ground: PreconsultGround, held: Held, { question }: After, deed: Deed): Promise<void> {
  const entry = { kind: 'asked' as const, question_id: question!.id, content: { question: question! } };
  await addEntry(tx, ground, held, entry, deed.at);
}

async function stop(
  tx: Tx,
  ground: PreconsultGround,
  { held, flags }: { held: Held; flags: StandingFlag[] },
  deed: Deed,
): Promise<void> {
  const families = [...new Set(flags.filter(({ state }) => state !== 'denied').map(({ family }) => family))];
  await record(tx, factOfTalk('preconsult.stopped', held.talk, deed, { families }));
  // what was told until here is worth reading for whoever sees the patient
  await draftSummary(tx, ground, held, deed);
}

/** The hospital's departments for what was told, as they stand now. */
export async function propose(tx: Tx, ground: PreconsultGround, held: Held, { analysis }: Read) {
  const ranked = proposedFor(held, analysis, {
    mapping: (await newestMapping(tx)).departments,
    department: (await ground.needs.catalog()).department,
  });
  return {
    department_ids: ranked.map(({ row }) => row.id),
    codes: ranked.map(({ code }) => code),
    confidence: analysis.routing.confidence,
    abstain: analysis.routing.abstain,
    weights_version: held.shelved.weights_version,
  };
}

export function proposedFor(
  { shelved, patient, talk }: Pick<Held, 'shelved' | 'patient' | 'talk'>,
  analysis: Analysis,
  { mapping, department }: Pick<Parameters<typeof proposedDepartments>[1], 'mapping' | 'department'>,
) {
  const { departments } = shelved.engine.data;
  const age_years = ageOn(patient.birth_date, dayOf(talk.started_at));
  return proposedDepartments(
    analysis.routing.ranked,
    { departments, mapping, department },
    { sex: patient.sex, age_years },
  );
}
