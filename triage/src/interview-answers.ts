// What answers tell: concepts, measures, rules confirmed or denied. And a talk as a list that grows and is taken back. Pure.
import { interviewOf, type ChoiceSpec, type QuestionSpec } from './interview-data.ts';
import type { Answer, MeasureKind, Person, Question, Talk, TriageData } from './types.ts';

export interface ToldConcept {
  concept: string;
  assertion: 'present' | 'absent' | 'uncertain';
  question: string;
}

export interface ToldMeasure {
  kind: MeasureKind;
  value: number;
  question: string;
}

/** All that buttons and numbers say. Words typed as an answer stand in a turn of their own and are read like any other. */
export interface AnswersTell {
  concepts: ToldConcept[];
  measures: ToldMeasure[];
  /** Whom the talk is about, where that was asked. */
  who?: Person['who'];
}

/**
 * Ids of questions that are made, not written, with the concepts asked about joined by +: is it so (`has:`), which of these are so
 * (`any:`); whom it is about; what it is about.
 */
export const HAS = 'has:';
export const ANY = 'any:';
export const WHOM = 'whom';
export const WHAT = 'what';

/**
 * Reads the answers. Unknown questions and choices tell nothing, a skipped question tells nothing, and of two answers to one
 * question the last counts.
 */
export function answersTell(answers: readonly Answer[], data: TriageData): AnswersTell {
  const tell: AnswersTell = { concepts: [], measures: [] };
  const last = new Map(answers.map((answer) => [answer.question, answer]));
  for (const answer of last.values()) {
    if (answer.skipped) continue;
    if (answer.question.startsWith(HAS)) tellHas(answer, tell);
    else if (answer.question.startsWith(ANY)) tellAny(answer, tell);
    else if (answer.question === WHOM) tellWho(answer, tell);
    else if (answer.question === WHAT) tellWhat(answer, tell, data);
    else tellSpec(answer, tell, data);
  }
  return tell;
}

function tellHas(answer: Answer, tell: AnswersTell): void {
  const heard = { yes: 'present', no: 'absent', unsure: 'uncertain' } as const;
  for (const [id, assertion] of Object.entries(heard)) {
    if (!answer.choices.includes(id)) continue;
    for (const concept of madeConcepts(answer.question))
      tell.concepts.push({ concept, assertion, question: answer.question });
  }
}

function tellAny(answer: Answer, tell: AnswersTell): void {
  const none = answer.choices.includes(NONE);
  const some = answer.choices.length === 0 && saysYes(answer.text);
  for (const concept of madeConcepts(answer.question)) {
    const chosen = answer.choices.includes(concept);
    const assertion = chosen ? 'present' : none ? 'absent' : some ? 'uncertain' : null;
    if (assertion) tell.concepts.push({ concept, assertion, question: answer.question });
  }
}

/** The concepts a made question asks about; none for a written one. */
export const madeConcepts = (question: string): string[] =>
  question.startsWith(HAS) || question.startsWith(ANY) ? question.slice(HAS.length).split('+') : [];

function tellWho(answer: Answer, tell: AnswersTell): void {
  const who = answer.choices[0];
  if (who === 'self' || who === 'child' || who === 'parent' || who === 'other') tell.who = who;
}

function tellWhat(answer: Answer, tell: AnswersTell, data: TriageData): void {
  const frame = interviewOf(data).frames.find((each) => answer.choices.includes(each.id));
  if (frame?.means) tell.concepts.push({ concept: frame.means, assertion: 'uncertain', question: WHAT });
}

function tellSpec(answer: Answer, tell: AnswersTell, data: TriageData): void {
  const spec = interviewOf(data).questions.get(answer.question);
  if (!spec) return;
  const chosen = chosenOf(spec, answer);
  for (const choice of chosen) {
    for (const [concept, assertion] of Object.entries(choice.sets ?? {})) {
      tell.concepts.push({ concept, assertion, question: spec.id });
    }
  }
  if (spec.concepts) denyRest(spec, answer, tell);
  if (spec.concepts && chosen.length === 0 && saysYes(answer.text)) doubtAll(spec, tell);
  const value = numberIn(answer.text);
  if (spec.measure && value !== null && within(spec, value))
    tell.measures.push({ kind: spec.measure, value, question: spec.id });
  const minutes = spec.kind === 'duration' ? minutesIn(answer.text) : null;
  if (minutes !== null) tell.measures.push({ kind: 'duration_minutes', value: minutes, question: spec.id });
}

/** "None of these" denies what stood on the buttons and was not chosen; what was told before stood on none. */
function denyRest(spec: QuestionSpec, answer: Answer, tell: AnswersTell): void {
  const none = answer.choices.find((id) => baseOf(id) === NONE);
  if (none === undefined || !spec.concepts) return;
  const shown =
    none === NONE
      ? spec.concepts
      : none
          .split(':')
          .slice(1)
          .map((place) => spec.concepts?.[Number(place)]);
  for (const concept of shown) {
    if (!concept || answer.choices.includes(concept)) continue;
    tell.concepts.push({ concept, assertion: 'absent', question: spec.id });
  }
}

/** The id of "none of these" when only the concepts at these places stand on the buttons; the answer then says by itself what it denies. */
export function noneOf(spec: QuestionSpec, shown: readonly string[]): string {
  const all = spec.concepts ?? [];
  return shown.length === all.length ? NONE : [NONE, ...shown.map((concept) => all.indexOf(concept))].join(':');
}

const NONE = 'none';
const baseOf = (choice: string): string => (choice.startsWith(`${NONE}:`) ? NONE : choice);

/** "Yes" to a list says that one of them is so, not which: each is uncertain, so that the grave ones are asked one by one. */
function doubtAll(spec: QuestionSpec, tell: AnswersTell): void {
  for (const concept of spec.concepts ?? []) tell.concepts.push({ concept, assertion: 'uncertain', question: spec.id });
}

/** The choices of a question that an answer names, in the question's order. */
export function chosenOf(spec: QuestionSpec, answer: Answer): ChoiceSpec[] {
  const ids = answer.choices.map(baseOf);
  return (spec.choices ?? []).filter((choice) => ids.includes(choice.id));
}

function within(spec: QuestionSpec, value: number): boolean {
  return value >= (spec.min ?? -Infinity) && value <= (spec.max ?? Infinity);
}

/** The first number in the text, or null. */
export function numberIn(text: string | undefined): number | null {
  const found = text?.normalize('NFKC').match(/\d+(\.\d+)?/);
  return found ? Number(found[0]) : null;
}

const MINUTES: [RegExp, number][] = [
  [/^(分钟|分|min)/i, 1],
  [/^(个?半?小时|个?钟头|h)/i, 60],
  [/^(天|日|d)/i, 1440],
  [/^(个?星期|周|个?礼拜|w)/i, 10_080],
  [/^(个?月|mo)/i, 43_200],
  [/^(年|y)/i, 525_600],
];

/** "3天", "2 weeks" as the phone's picker writes them; other words are read by the engine. Minutes, or null. */
export function minutesIn(text: string | undefined): number | null {
  const found = text?.normalize('NFKC').match(/(\d+(?:\.\d+)?)\s*(\S+)/);
  const unit = found && MINUTES.find(([form]) => form.test(found[2] as string));
  return unit ? Math.round(Number(found[1]) * unit[1]) : null;
}

// ------------------------------------------------------------------ the talk as a list

/** What a person gave to the question that stood: choices, words, or nothing. */
export interface Given {
  choices?: string[];
  text?: string;
  skipped?: true;
}

/** The talk with one more answer. Words are kept as a turn of their own, after the question, so that the engine reads them. */
export function withAnswer(talk: Talk, question: Question, given: Given): Talk {
  const answer: Answer = { question: question.id, choices: [...(given.choices ?? [])] };
  if (given.skipped) return { ...talk, answers: [...talk.answers, { ...answer, choices: [], skipped: true }] };
  if (given.text === undefined) return { ...talk, answers: [...talk.answers, answer] };
  const asker = { from: 'asker' as const, text: question.zh, asks: [...question.asks] };
  const turns = [...talk.turns, asker, { from: 'patient' as const, text: given.text }];
  const choices = answer.choices.length > 0 ? answer.choices : choicesIn(question, given.text);
  return {
    ...talk,
    turns,
    answers: [...talk.answers, { ...answer, choices, text: given.text, turn: turns.length - 1 }],
  };
}

/** The talk without its last answer; exactly what it was before `withAnswer`. Without answers it is the talk itself. */
export function back(talk: Talk): Talk {
  const last = talk.answers.at(-1);
  if (!last) return talk;
  const answers = talk.answers.slice(0, -1);
  if (last.turn === undefined) return { ...talk, answers };
  const gone = new Set([last.turn]);
  if (talk.turns[last.turn - 1]?.from === 'asker') gone.add(last.turn - 1);
  return { ...talk, answers, turns: talk.turns.filter((_, at) => !gone.has(at)) };
}

const NO = /^(没有?|无|否|不是?|没得|木有|都没有?|以上都没有?|没事|no|nope|none|not really|never)[。.!！]*$/i;
const YES = /^(有的?|是的?|对的?|嗯+|yes|yeah|yep)[。.!！]*$/i;

const saysYes = (text: string | undefined): boolean => text !== undefined && YES.test(text.normalize('NFKC').trim());

/** Words that say what a button says: its own label, 有 or 没有. */
export function choicesIn(question: Question, text: string): string[] {
  const said = text.normalize('NFKC').trim().toLowerCase();
  const same = question.choices.find((choice) => choice.zh.toLowerCase() === said || choice.en.toLowerCase() === said);
  if (same) return [same.id];
  const ids = NO.test(said) ? ['no', NONE, 'nothing'] : YES.test(said) ? ['yes'] : [];
  const found = question.choices.find((choice) => ids.includes(baseOf(choice.id)));
  return found ? [found.id] : [];
}
