// What was said, sorted for the draft: each concept once under each way of saying it, with every place where it stands. Pure.
import { HAS } from './interview-answers.ts';
import type { Known } from './interview-known.ts';
import type { Assertion, Concept, Mention, Span, Words } from './types.ts';

/** One concept under one assertion; `spans` empty where only a button said it, `answers` empty where only words did. */
export interface Said {
  concept: Concept;
  /** The term for the record. */
  term: Words;
  /** The term may stand for the words. */
  plain: boolean;
  assertion: Assertion;
  words: string;
  cue: string;
  spans: Span[];
  answers: string[];
  /** The clauses it stands in, as written. */
  clauses: Span[];
}

/** In the order of saying; buttons after words. Questions whose answers are written by themselves (`say`) are left out. */
export function saidOf(known: Known): Said[] {
  const all = new Map<string, Said>();
  const apart = turnsApart(known);
  for (const mention of known.analysis.reading.mentions) if (!apart.has(mention.turn)) addMention(all, mention, known);
  for (const told of known.tell.concepts) {
    if (known.interview.questions.get(told.question)?.say || askedBySigns(told, known)) continue;
    const said = slot(all, told.concept, told.assertion, known);
    if (said && !said.answers.includes(told.question)) said.answers.push(told.question);
  }
  return [...all.values()];
}

/** Signs were asked about, not the illness: the answer says nothing of it. */
function askedBySigns({ question, concept }: { question: string; concept: string }, known: Known): boolean {
  return question.startsWith(HAS) && known.interview.concepts.get(concept)?.kind === 'disease';
}

/** Words typed in answer to a question about allergy, family and the like are quoted there; by themselves they would be misread. */
function turnsApart(known: Known): Set<number> {
  const apart = new Set<number>();
  for (const answer of known.answers.values()) {
    const into = known.interview.questions.get(answer.question)?.into;
    if (answer.turn !== undefined && into !== undefined && into !== 'present-illness') apart.add(answer.turn);
  }
  return apart;
}

function addMention(all: Map<string, Said>, mention: Mention, known: Known): void {
  const text = known.analysis.reading.turns[mention.turn]?.text;
  if (text === undefined || mention.turn < 0 || mention.end > text.length || mention.start >= mention.end) return;
  const said = slot(all, mention.concept, mention.assertion, known);
  if (!said) return;
  said.spans.push({ turn: mention.turn, start: mention.start, end: mention.end });
  said.words ||= text.slice(mention.start, mention.end);
  const clause = known.analysis.reading.clauses[mention.clause];
  if (clause && clause.turn === mention.turn) said.clauses.push(clause);
  const { cue } = mention;
  if (cue) said.cue ||= (known.analysis.reading.turns[cue.turn]?.text ?? '').slice(cue.start, cue.end);
}

function slot(all: Map<string, Said>, id: string, assertion: Assertion, known: Known): Said | null {
  const concept = known.interview.concepts.get(id);
  if (!concept || concept.kind === 'idiom') return null;
  const key = `${assertion} ${id}`;
  const found = all.get(key) ?? {
    concept,
    term: known.interview.terms[id] ?? concept,
    plain: known.interview.plain.has(id),
    assertion,
    words: '',
    cue: '',
    spans: [],
    answers: [],
    clauses: [],
  };
  all.set(key, found);
  return found;
}

/** Concepts that were said to be so and not to be so: both are shown, neither is chosen. */
export function contradicted(said: readonly Said[]): Map<string, Said[]> {
  const by = new Map<string, Said[]>();
  for (const each of said) {
    if (each.assertion !== 'present' && each.assertion !== 'absent') continue;
    by.set(each.concept.id, [...(by.get(each.concept.id) ?? []), each]);
  }
  return new Map([...by].filter(([, both]) => both.length > 1));
}

const COMPLAINTS = new Set(['symptom', 'event', 'disease']);

/** Each term once, without those that a narrower one, also there, says better: 高热 says 发热. */
export function narrowest(said: readonly Said[], known: Known): Said[] {
  const ids = new Set(said.map((each) => each.concept.id));
  const wide = new Set<string>();
  for (const id of ids) for (const each of known.interview.broader.get(id) ?? []) if (each !== id) wide.add(each);
  const narrow = said.filter((each) => !wide.has(each.concept.id));
  const clear = narrow.filter((each) => !known.interview.terms[each.concept.id]?.vague);
  const shown = clear.some((each) => COMPLAINTS.has(each.concept.kind)) ? clear : narrow;
  return shown.filter((each, at) => shown.findIndex((other) => other.term.zh === each.term.zh) === at);
}
