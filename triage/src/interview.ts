// Stage 5: what to ask next. Every open question has a value, in points that can be read; the highest is asked. Pure: the same talk,
// the same question. Nothing here lowers an alarm: at level I or II the interview stops, unless one doubt may still show it is none.
import { ANY, madeConcepts, WHAT, WHOM } from './interview-answers.ts';
import type { QuestionSpec } from './interview-data.ts';
import { doubtful, type Plausible, plausible } from './interview-danger.ts';
import { framesOf, understood } from './interview-frames.ts';
import { applies, type Known, knownOf, toldAlready } from './interview-known.ts';
import { anyQuestion, doubtQuestion, whatQuestion, whomQuestion } from './interview-made.ts';
import { separation } from './interview-separate.ts';
import { questionOf } from './interview-words.ts';
import { whyWords } from './interview-why.ts';
import type { Analysis, Flag, Purpose, Question, Talk, TriageData } from './types.ts';

export const MOST_QUESTIONS = 12;
/** Under this nothing is worth a person's time. */
const LEAST_WORTH = 25;
/** A frame's own questions come before what is asked of everybody, in the frame's order. */
const IN_FRAME = 15;
const BY_PLACE = 0.5;
/** What an answer is worth that alone would raise the level: to I, II, III. */
const DANGER = { 1: 140, 2: 120, 3: 40, 4: 0 } as const;
/** Dangers that no question of the frame names are asked about together, so many at most, and once; more would frighten. */
const MOST_OTHER = 5;
const OTHER = 50;
const SEPARATES = 60;
/** A second question for a part of the history that was told already. */
const SECOND = 0.35;

/** The next question, or null: enough was asked, nothing is left worth asking, or help must come first. */
export function next(analysis: Analysis, talk: Talk, data: TriageData): Question | null {
  if (talk.answers.length >= most(talk)) return null;
  const known = knownOf(analysis, talk, data);
  const doubt = nextDoubt(known);
  if (analysis.level <= 2) return doubt && doubt.flag.level <= 2 && onlyDoubt(known) ? doubt.question : null;
  if (doubt) return doubt.question;
  if (analysis.reading.person.several && !known.answers.has(WHOM)) return whomQuestion();
  if (!understood(known) && !known.answers.has(WHAT)) return whatQuestion(known);
  return best(known, talk, data);
}

/** How many questions were put, and how many there may be. */
export function progress(talk: Talk): { asked: number; most: number } {
  return { asked: talk.answers.length, most: most(talk) };
}

const most = (talk: Talk): number => talk.most_questions ?? MOST_QUESTIONS;

// ------------------------------------------------------------------ doubts about a red flag

/** The gravest flag that one answer may still lift; each doubt is asked once. */
function nextDoubt(known: Known): { flag: Flag; question: Question } | null {
  for (const flag of known.analysis.flags) {
    if (flag.state !== 'to_confirm') continue;
    const open = doubtful(flag, known).filter((concept) => !askedAbout(known, concept));
    if (open.length > 0) return { flag, question: doubtQuestion(open, known, flag) };
  }
  return null;
}

/** No alarm has sounded for sure, and none was left in doubt after it was asked about. */
function onlyDoubt(known: Known): boolean {
  const grave = known.analysis.flags.filter((flag) => flag.level <= 2);
  return grave.every(
    (flag) => flag.state === 'to_confirm' && doubtful(flag, known).some((each) => !askedAbout(known, each)),
  );
}

function askedAbout(known: Known, concept: string): boolean {
  return [...known.answers.keys()].some((id) => madeConcepts(id).includes(concept));
}

// ------------------------------------------------------------------ the most valuable of the rest

interface Valued {
  value: number;
  purpose: Purpose;
  needed: boolean;
  put: () => Question;
}

function best(known: Known, talk: Talk, data: TriageData): Question | null {
  const near = plausible(data.rules, known);
  const written = specsOf(known).map(({ spec, bonus }) => valued(spec, bonus, known, near, data));
  const open = [...written, ...others(known, near)].filter((each) => each.value >= LEAST_WORTH);
  const left = most(talk) - talk.answers.length;
  const needed = open.filter((each) => each.needed);
  const danger = open.filter((each) => each.value >= DANGER[2]);
  const from = needed.length >= left ? [...danger, ...needed] : open;
  const top = from.reduce<Valued | null>((first, each) => (first && first.value >= each.value ? first : each), null);
  return top ? top.put() : null;
}

/** The written questions that may still be put, each once, with what its frame adds. */
function specsOf(known: Known): { spec: QuestionSpec; bonus: number }[] {
  const { questions, background } = known.interview;
  const bonuses = new Map<string, number>(background.map((spec) => [spec.id, 0]));
  for (const [rank, frame] of framesOf(known).entries()) {
    for (const [place, id] of frame.asks.entries()) {
      const bonus = IN_FRAME / (1 + rank) - place * BY_PLACE - rank * 20;
      bonuses.set(id, Math.max(bonus, bonuses.get(id) ?? Number.NEGATIVE_INFINITY));
    }
  }
  for (const spec of background) if (!spec.needed && !framedOrShort(spec, known)) bonuses.delete(spec.id);
  const open = [...bonuses].map(([id, bonus]) => ({ spec: questions.get(id) as QuestionSpec, bonus }));
  return open.filter(
    ({ spec }) => spec && !known.answers.has(spec.id) && applies(spec, known) && !toldAlready(spec, known),
  );
}

/** Habits and family are asked where the frame says that they matter. */
function framedOrShort(spec: QuestionSpec, known: Known): boolean {
  return spec.into === 'reproductive' || known.child || framesOf(known).some((frame) => frame.asks.includes(spec.id));
}

function valued(spec: QuestionSpec, bonus: number, known: Known, near: Plausible, data: TriageData): Valued {
  const concepts = (spec.choices ?? []).flatMap((choice) => Object.keys(choice.sets ?? {}));
  const history = (spec.worth + bonus) * (known.slots.has(spec.slot) ? SECOND : 1);
  const danger = Math.max(0, ...concepts.map((concept) => DANGER[near.get(concept) ?? 4]));
  const apart = spec.into ? 0 : SEPARATES * separation(concepts, known.analysis.routing, data.weights);
  const purpose = purposeOf(spec, danger, apart);
  const why = () => whyWords(purpose, spec.slot, known.analysis.routing, data.departments);
  const put = () => questionOf(spec, known, purpose, why());
  return { value: history + danger + apart, purpose, needed: spec.needed ?? false, put };
}

function purposeOf(spec: QuestionSpec, danger: number, apart: number): Purpose {
  if (danger >= DANGER[2] || spec.slot.startsWith('alarm')) return 'red_flag';
  return apart > 20 ? 'department' : 'history';
}

/** Dangers of level I and II that are one word away and on no open question, gravest first: one question. */
function others(known: Known, near: Plausible): Valued[] {
  if ([...known.answers.keys()].some((id) => id.startsWith(ANY))) return [];
  const specs = specsOf(known).map(({ spec }) => spec.choices ?? []);
  const listed = new Set(specs.flatMap((choices) => choices.flatMap((choice) => Object.keys(choice.sets ?? {}))));
  const alone = [...near].filter(([concept, level]) => level <= 2 && !listed.has(concept) && askable(concept, known));
  if (alone.length === 0) return [];
  alone.sort(([, a], [, b]) => a - b);
  const concepts = alone.slice(0, MOST_OTHER).map(([concept]) => concept);
  return [{ value: OTHER, purpose: 'red_flag', needed: false, put: () => anyQuestion(concepts, known) }];
}

/** Only what people can say of themselves, in words that the house has for it. */
function askable(concept: string, known: Known): boolean {
  const kind = known.interview.concepts.get(concept)?.kind;
  return (
    (kind === 'symptom' || kind === 'event') &&
    known.interview.words[concept] !== undefined &&
    !askedAbout(known, concept)
  );
}
