// How a question is put: whom it addresses, what it calls the complaint. Pure.
import { noneOf } from './interview-answers.ts';
import type { QuestionSpec } from './interview-data.ts';
import { counted, framesOf } from './interview-frames.ts';
import type { Address, Known } from './interview-known.ts';
import { knows } from './interview-known.ts';
import type { Choice, Purpose, Question, Words } from './types.ts';

const ZH: Record<Address, string> = { you: '您', child: '孩子', he: '他', she: '她' };
const EN: Record<Address, Record<string, string>> = {
  you: { you: 'you', your: 'your', have: 'have', do: 'do', are: 'are', Do: 'Do' },
  child: { you: 'your child', your: "your child's", have: 'has', do: 'does', are: 'is', Do: 'Does' },
  he: { you: 'the patient', your: "the patient's", have: 'has', do: 'does', are: 'is', Do: 'Does' },
  she: { you: 'the patient', your: "the patient's", have: 'has', do: 'does', are: 'is', Do: 'Does' },
};

/** Puts the persons and the complaint into a sentence of the data. */
export function worded(words: Words, known: Known): Words {
  const main = mainWords(known);
  const zh = words.zh.replaceAll('{you}', ZH[known.address]).replaceAll('{your}', `${ZH[known.address]}`);
  const en = words.en.replaceAll(/\{(you|your|have|do|are|Do)\}/g, (_, key: string) => EN[known.address][key] ?? '');
  return { zh: zh.replaceAll('{main}', main.zh), en: en.replaceAll('{main}', main.en) };
}

/** What the questions call it: the first symptom told, else "this". */
export function mainWords(known: Known): Words {
  const first = counted(known).filter((each) => known.interview.concepts.get(each.concept)?.kind === 'symptom');
  const opens = new Set(framesOf(known).flatMap((frame) => frame.opens));
  const lead = first.find((each) => opens.has(each.concept)) ?? first[0];
  if (!lead) return { zh: '这种情况', en: 'this' };
  const words = layWords(lead.concept, known);
  const own = /^\p{Script=Han}{2,6}$/u.test(lead.words) && !known.interview.words[lead.concept] ? lead.words : words.zh;
  return { zh: own, en: words.en };
}

/** A concept as people say it. */
export function layWords(concept: string, { interview }: Known): Words {
  const { zh, en } = interview.words[concept] ?? interview.concepts.get(concept) ?? { zh: concept, en: concept };
  return { zh, en };
}

/** The question as it is put: known things are no longer on its buttons. */
export function questionOf(spec: QuestionSpec, known: Known, purpose: Purpose, why: Words): Question {
  const choices = choicesLeft(spec, known);
  const question: Question = {
    id: spec.id,
    ...worded(spec, known),
    kind: spec.kind,
    choices,
    asks: asksOf(spec.kind, choices),
    purpose,
    why,
  };
  if (spec.min !== undefined) question.min = spec.min;
  if (spec.max !== undefined) question.max = spec.max;
  return question;
}

function choicesLeft(spec: QuestionSpec, known: Known): Choice[] {
  const left = (spec.choices ?? []).filter((choice) => !isKnown(choice, spec, known));
  const shown = left.filter((choice) => spec.concepts?.includes(choice.id)).map((choice) => choice.id);
  const idOf = (id: string) => (spec.concepts && id === 'none' ? noneOf(spec, shown) : id);
  return left.map(({ id, zh, en, sets, alone }) => ({
    id: idOf(id),
    zh,
    en,
    ...(sets && { sets }),
    ...(alone && { alone }),
  }));
}

/** Of a list, what is known is left out; of choices, what was told to be so: who named an illness is not offered it again. */
function isKnown(choice: Choice, spec: QuestionSpec, known: Known): boolean {
  if (spec.concepts?.includes(choice.id)) return knows(known, choice.id);
  const sets = Object.entries(choice.sets ?? {});
  const same = sets.length > 0 && sets.every(([id, assertion]) => assertion === 'present' && known.present.has(id));
  return spec.kind === 'many' && same;
}

/**
 * A short 有 or 没有 in words answers a question about one thing. Of a list it would not say which, and of 突然还是慢慢 it says
 * nothing.
 */
function asksOf(kind: QuestionSpec['kind'], choices: readonly Choice[]): string[] {
  if (kind !== 'one' || !choices.some((choice) => choice.id === 'no')) return [];
  const sets = choices.flatMap((choice) => Object.entries(choice.sets ?? {}));
  return sets
    .filter(([, assertion]) => assertion === 'present')
    .map(([concept]) => concept)
    .slice(0, 1);
}
