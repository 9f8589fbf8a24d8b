// The interview's own data, as written in interview/*.yaml: frames of complaints and the questions that complete them.
import type { Choice, Concept, MeasureKind, Question, Range, TriageData, Words } from './types.ts';

/** Where an answer is written in the draft. */
export type Into = 'present-illness' | 'past' | 'allergy' | 'drugs' | 'personal' | 'reproductive' | 'family';

/** To whom a question is put. All that is given must hold. */
export interface AskIf {
  sex?: 'male' | 'female';
  age_months?: Range;
  child?: true;
  not_child?: true;
  /** At least one of these was told. */
  any?: string[];
  /** None of these was told. */
  none?: string[];
}

export interface ChoiceSpec extends Choice {
  /** A whole sentence for the draft instead of the question's `say`. */
  note?: Words;
}

export interface QuestionSpec {
  id: string;
  /** What part of a history it fills; a second question for a filled part is worth half. */
  slot: string;
  kind: Question['kind'];
  /** What an answer adds to a history, 0 to 100. */
  worth: number;
  zh: string;
  en: string;
  /** Belongs to every history: place is kept for it. */
  needed?: boolean;
  if?: AskIf;
  choices?: ChoiceSpec[];
  /** One button for each of these concepts and one for "none of these". */
  concepts?: string[];
  /** Told already when one of these was said. */
  told?: string[];
  measure?: MeasureKind;
  min?: number;
  max?: number;
  into?: Into;
  say?: Words;
}

export interface Frame extends Words {
  id: string;
  opens: string[];
  asks: string[];
  /** Offered as a button when nothing was understood. */
  group?: boolean;
  /** For patients under fourteen only, or never for them. */
  child?: boolean;
  sex?: 'male' | 'female';
  /** What a tap on the frame's button tells: that it is about this. */
  means?: string;
}

export interface Term extends Words {
  /** Left out beside anything clearer. */
  vague?: true;
}

export interface InterviewData {
  frames: Frame[];
  questions: Map<string, QuestionSpec>;
  /** Asked in every frame. */
  background: QuestionSpec[];
  /** What people call a concept, where the field's term is another. */
  words: Record<string, Words>;
  /** What the draft calls a concept, where the lexicon keeps several wordings apart. */
  terms: Record<string, Term>;
  /** Symptoms whose name may stand for the words that were said; others are quoted. */
  plain: Set<string>;
  concepts: Map<string, Concept>;
  /** concept -> itself and all broader ones. */
  broader: Map<string, Set<string>>;
}

const made = new WeakMap<TriageData, InterviewData>();

/** The interview part of the engine's data, looked up once. */
export function interviewOf(data: TriageData): InterviewData {
  const known = made.get(data);
  if (known) return known;
  const files = data.interview as Record<string, unknown>;
  const background = (files['questions-background'] ?? []) as QuestionSpec[];
  const lists = Object.entries(files).filter(([name]) => name.startsWith('questions-'));
  const specs = lists.flatMap(([, list]) => list as QuestionSpec[]);
  const concepts = new Map(data.concepts.map((concept) => [concept.id, concept]));
  const interview: InterviewData = {
    frames: (files.frames ?? []) as Frame[],
    questions: new Map(specs.map((spec) => [spec.id, withButtons(spec, files, concepts)])),
    background: [],
    words: (files.words ?? {}) as Record<string, Words>,
    terms: (files.terms ?? {}) as Record<string, Term>,
    plain: new Set((files.plain ?? []) as string[]),
    concepts,
    broader: closure(concepts),
  };
  interview.background = background.map((spec) => interview.questions.get(spec.id) as QuestionSpec);
  made.set(data, interview);
  return interview;
}

/** A question on concepts gets a button for each, and one that denies the rest. */
function withButtons(spec: QuestionSpec, files: Record<string, unknown>, concepts: Map<string, Concept>): QuestionSpec {
  if (!spec.concepts) return spec;
  const words = (files.words ?? {}) as Record<string, Words>;
  const choices: ChoiceSpec[] = spec.concepts.map((id) => {
    const { zh, en } = words[id] ?? concepts.get(id) ?? { zh: id, en: id };
    return { id, zh, en, sets: { [id]: 'present' } };
  });
  const none: ChoiceSpec = { id: 'none', zh: '以上都没有', en: 'None of these', alone: true };
  return { ...spec, choices: [...choices, none] };
}

function closure(concepts: Map<string, Concept>): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>();
  const walk = (id: string, into: Set<string>): Set<string> => {
    if (into.has(id)) return into;
    into.add(id);
    for (const broader of concepts.get(id)?.is ?? []) walk(broader, into);
    return into;
  };
  for (const id of concepts.keys()) all.set(id, walk(id, new Set()));
  return all;
}

/** What is wrong with the data: unknown concepts, questions nobody asks, ids used twice. Empty when all is well. */
export function interviewProblems(data: TriageData): string[] {
  const interview = interviewOf(data);
  const problems: string[] = [];
  const must = (id: string, where: string) => {
    if (!interview.concepts.has(id)) problems.push(`${where}: unknown concept ${id}`);
  };
  for (const [name, ids] of Object.entries({ words: interview.words, terms: interview.terms }))
    for (const id of Object.keys(ids)) must(id, name);
  for (const id of interview.plain) must(id, 'plain');
  for (const frame of interview.frames) {
    for (const id of frame.opens) must(id, `frame ${frame.id}`);
    if (frame.means) must(frame.means, `frame ${frame.id}`);
    for (const id of frame.asks) {
      if (!interview.questions.has(id)) problems.push(`frame ${frame.id}: unknown question ${id}`);
    }
  }
  for (const spec of interview.questions.values()) {
    for (const id of namedConcepts(spec)) must(id, `question ${spec.id}`);
  }
  return [...problems, ...unusedOrTwice(data, interview)];
}

function namedConcepts(spec: QuestionSpec): string[] {
  const choices = (spec.choices ?? []).flatMap((choice) => Object.keys(choice.sets ?? {}));
  return [...choices, ...(spec.if?.any ?? []), ...(spec.if?.none ?? []), ...(spec.told ?? [])];
}

function unusedOrTwice(data: TriageData, interview: InterviewData): string[] {
  const asked = new Set(interview.frames.flatMap((frame) => frame.asks));
  for (const spec of interview.background) asked.add(spec.id);
  const unused = [...interview.questions.keys()]
    .filter((id) => !asked.has(id))
    .map((id) => `question ${id}: nobody asks`);
  const lists = Object.entries(data.interview).filter(([name]) => name.startsWith('questions-'));
  const ids = lists.flatMap(([, list]) => (list as QuestionSpec[]).map((spec) => spec.id));
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `question ${id}: written twice`);
  return [...unused, ...twice];
}
