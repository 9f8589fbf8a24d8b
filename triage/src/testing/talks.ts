// Plays a whole talk: asks, answers from a script, until nothing is asked.
import { createEngine } from '../engine.ts';
import { interviewProblems } from '../interview-data.ts';
import { type Given, withAnswer } from '../interview-answers.ts';
import type { Analysis, Draft, DraftSection, Engine, Profile, Question, Talk } from '../types.ts';

export const engine: Engine = createEngine();

/** What the person does at a question: chooses, types, skips, or stops talking. */
export type Reply = Given | 'silent';
export type Script = Record<string, Reply>;

export interface Played {
  talk: Talk;
  asked: Question[];
  analysis: Analysis;
  draft: Draft;
}

export const analysed = (talk: Talk): Analysis =>
  engine.analyse(talk.turns, { ...talk.profile, teller: talk.teller, answers: talk.answers });

export function begun(text: string, { teller, ...profile }: Profile = {}): Talk {
  return { turns: [{ from: 'patient', text }], answers: [], teller: teller ?? 'self', profile };
}

/** Answers what the script names; for the rest says "none", "no", three days, the middle, or the first button. */
export function play(start: Talk, script: Script = {}): Played {
  let talk = start;
  const asked: Question[] = [];
  for (;;) {
    const analysis = analysed(talk);
    const question = engine.next(analysis, talk);
    const reply = question ? (script[question.id] ?? usual(question)) : 'silent';
    if (question) asked.push(question);
    if (!question || reply === 'silent') return { talk, asked, analysis, draft: engine.draft(analysis, talk) };
    talk = withAnswer(talk, question, reply);
  }
}

function usual(question: Question): Given {
  const no = question.choices.find((choice) => /^(no|none|nothing|as-usual)(:|$)/.test(choice.id));
  if (no) return { choices: [no.id] };
  if (question.kind === 'duration') return { text: '3天' };
  if (question.kind === 'number') return { text: String(Math.round(((question.min ?? 0) + (question.max ?? 10)) / 2)) };
  const first = question.choices[0];
  return first ? { choices: [first.id] } : { skipped: true };
}

export const ids = (played: Played): string[] => played.asked.map((question) => question.id);

export function section(played: Played, key: DraftSection['key']): string {
  const found = played.draft.sections.find((each) => each.key === key);
  return (found?.sentences ?? []).map((sentence) => sentence.zh).join('。');
}

export function sectionEn(played: Played, key: DraftSection['key']): string {
  const found = played.draft.sections.find((each) => each.key === key);
  return (found?.sentences ?? []).map((sentence) => sentence.en).join('. ');
}

export const dataProblemsOfInterview = (): string[] => interviewProblems(engine.data);
