// Sentences from answers whose questions say how they are written. Pure.
import { filled, joined, quoted } from './draft-words.ts';
import type { Sentence } from './draft-sentences.ts';
import { chosenOf, numberIn } from './interview-answers.ts';
import type { Into, QuestionSpec } from './interview-data.ts';
import type { Known } from './interview-known.ts';
import type { Answer, Span, Words } from './types.ts';

/** In the order of answering; `before` is what the section says already. A skipped question says nothing; what nobody asked is not denied. */
export function sentencesFromAnswers(into: Into, known: Known, before: readonly (Sentence | null)[] = []): Sentence[] {
  const found: Sentence[] = [];
  for (const answer of known.answers.values()) {
    const spec = known.interview.questions.get(answer.question);
    if (!spec || answer.skipped || (spec.into ?? 'present-illness') !== into) continue;
    const words = spec.say
      ? written(
          spec,
          answer,
          before.some((each) => each !== null),
        )
      : typed(spec, answer);
    if (!words) continue;
    const concepts = spec.say ? chosenOf(spec, answer).flatMap((choice) => Object.keys(choice.sets ?? {})) : [];
    found.push({ ...words, evidence: wholeTurn(answer, known), answers: [spec.id], concepts: [...new Set(concepts)] });
  }
  return found;
}

function written(spec: QuestionSpec, answer: Answer, more: boolean): Words | null {
  const chosen = chosenOf(spec, answer);
  const notes = chosen.flatMap((choice) => choice.note ?? []);
  const [note] = notes;
  if (note && notes.length === chosen.length && !ownWords(answer)) return more ? apart(note) : note;
  const value = spec.kind === 'number' ? numberIn(answer.text) : null;
  if (value !== null) return filled(spec.say as Words, { zh: String(value), en: String(value) });
  const own = chosen.length === 0 || ownWords(answer) ? answer.text?.trim() : undefined;
  const parts = [...chosen.map(({ zh, en }) => ({ zh, en })), ...(own ? [quoted(own)] : [])];
  return parts.length > 0 ? filled(spec.say as Words, joined(parts)) : null;
}

/** A denial beside something told denies the rest. */
const apart = ({ zh, en }: Words): Words => ({ zh: `除上述外，${zh}`, en: `Apart from this: ${en}` });

/** Words typed to a question about concepts are read like any other, and kept as they stand. */
function typed(spec: QuestionSpec, answer: Answer): Words | null {
  const text = answer.text?.trim();
  if (!text || answer.choices.length > 0 || spec.kind === 'duration') return null;
  const words = quoted(text);
  return {
    zh: `问及「${spec.zh.replaceAll(/\{\w+\}/g, '')}」时答：${words.zh}`,
    en: `Asked “${plain(spec.en)}”: ${words.en}`,
  };
}

const plain = (text: string): string => text.replaceAll(/\{main\}/g, 'this').replaceAll(/\{\w+\}/g, 'the patient');

/** Words that only repeat a button are not quoted as well. */
const ownWords = (answer: Answer): boolean => (answer.text?.trim().length ?? 0) > 5 || answer.choices.length === 0;

/** Where the typed words stand. */
function wholeTurn(answer: Answer, known: Known): Span[] {
  const text = answer.turn === undefined ? undefined : known.analysis.reading.turns[answer.turn]?.text;
  return text ? [{ turn: answer.turn as number, start: 0, end: text.length }] : [];
}
