// 主诉: the one or two leading complaints and how long, in at most twenty characters, the way it is written on a record. Pure.
import { lasting, length, quoted } from './draft-words.ts';
import { narrowest, type Said } from './draft-said.ts';
import { framesOf } from './interview-frames.ts';
import { type Known, lastingOf } from './interview-known.ts';
import { minutesIn } from './interview-answers.ts';
import type { DraftSentence, Measure, Span, Words } from './types.ts';

export const CHIEF_MOST = 20;

export interface Lasting {
  words: Words;
  /** Said as a number. */
  exact: boolean;
  /** Said as a time at which it began (昨晚), where that is no number of whole days. */
  since?: Words;
  evidence: Span[];
  answers: string[];
}

export type Chief = Omit<DraftSentence, 'text'>;

/** Null when nothing was told that could be a complaint. */
export function chiefOf(said: readonly Said[], known: Known): Chief | null {
  const leading = leadingOf(said, known);
  const first = leading[0];
  if (!first) return null;
  const lasted = howLong(known, first);
  const time = lasted?.exact || lasted?.since ? lasted : null;
  const both = isPlain(first) && isPlain(leading[1]);
  for (const used of both ? [leading.slice(0, 2), [first]] : [[first]]) {
    const words = chiefWords(used, time, known);
    if (length(words.zh) <= CHIEF_MOST) return chief(words, used, time);
  }
  const words = chiefWords([first], null, known);
  return chief(
    length(words.zh) <= CHIEF_MOST ? words : { zh: [...words.zh].slice(0, CHIEF_MOST).join(''), en: words.en },
    [first],
    null,
  );
}

const isPlain = (said: Said | undefined): boolean => said?.concept.kind === 'symptom' && said.plain;

function chief(words: Words, used: readonly Said[], time: Lasting | null): Chief {
  return {
    ...words,
    evidence: [...used.flatMap((each) => each.spans.slice(0, 1)), ...(time?.evidence ?? [])],
    answers: [...new Set([...used.flatMap((each) => each.answers), ...(time?.answers ?? [])])],
    concepts: used.map((each) => each.concept.id),
  };
}

const RANK: Partial<Record<string, number>> = { symptom: 0, event: 1, disease: 2, test: 2, wish: 3 };
/** A symptom that has to be quoted comes after an event. */
const QUOTED = 1.2;

/** Complaints before illnesses, illnesses before wishes; those of the talk's frames first, then in the order of saying. */
export function leadingOf(said: readonly Said[], known: Known): Said[] {
  const now = narrowest(
    said.filter((each) => each.assertion === 'present' && RANK[each.concept.kind] !== undefined),
    known,
  );
  const opens = new Set(framesOf(known).flatMap((frame) => frame.opens));
  const inFrame = (each: Said) => [...(known.interview.broader.get(each.concept.id) ?? [])].some((id) => opens.has(id));
  const order = (each: Said) =>
    (RANK[each.concept.kind] ?? 9) +
    (each.concept.kind === 'symptom' && !each.plain ? QUOTED : 0) +
    (inFrame(each) ? 0 : 0.5) +
    (each.spans.length > 0 ? 0 : 0.25);
  return now.map((each) => each).sort((a, b) => order(a) - order(b));
}

function chiefWords([first, second]: readonly Said[], time: Lasting | null, known: Known): Words {
  if (!first) return { zh: '', en: '' };
  const lead = named(first, known);
  const zh = second ? `${lead.zh}伴${second.term.zh}` : lead.zh;
  const en = second ? `${lead.en} with ${second.term.en}` : lead.en;
  if (time?.since) return { zh: `${time.since.zh}${zh}`, en: sentenceCase(`${en} ${time.since.en}`) };
  return { zh: `${zh}${time?.words.zh ?? ''}`, en: sentenceCase(`${en}${time ? ` for ${time.words.en}` : ''}`) };
}

/** A plain symptom by its term. An illness, a finding, an event or a wish is only what the patient calls it. */
function named({ concept, term: { zh, en }, plain, clauses, words }: Said, known: Known): Words {
  if (concept.kind === 'symptom' && plain) return { zh, en };
  const [clause] = clauses;
  const text = clause && known.analysis.reading.turns[clause.turn]?.text.slice(clause.start, clause.end).trim();
  const own = [text, words].find((each) => each && length(each) <= MOST_QUOTED);
  return own ? { zh: `“${own}”`, en: `“${own}”` } : { zh: `自述${zh}`, en: `“${en}”, as told` };
}

/** Leaves room for the quotes and how long. */
const MOST_QUOTED = 13;

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How long: said beside the complaint, else answered. What was said elsewhere may be about something else. */
export function howLong(known: Known, first: Said | undefined): Lasting | null {
  const measure = lastingOf(first?.concept.id, known);
  if (measure && inside(measure, known)) {
    const { turn, start, end } = measure;
    return { ...told(measure, known), evidence: [{ turn, start, end }], answers: answersIn(turn, known) };
  }
  const answer = known.answers.get('duration');
  const minutes = answer?.skipped ? null : minutesIn(answer?.text);
  return minutes === null ? null : { words: lasting(minutes), exact: true, evidence: [], answers: ['duration'] };
}

/** A number is told as one; 这几天 and 昨晚 stay what they are. */
function told({ turn, start, end, value }: Measure, known: Known): Pick<Lasting, 'words' | 'exact' | 'since'> {
  const words = (known.analysis.reading.turns[turn]?.text ?? '').slice(start, end);
  const exact = NUMBER.test(words) ? !/[几幾多来來]|few|several/.test(words) : /^(昨天|前天|yesterday)$/.test(words);
  if (exact) return { words: lasting(value), exact };
  const since = BEGAN.test(words)
    ? { zh: `${HAN.test(words) ? words : `“${words}”`}起`, en: `since ${words.toLowerCase()}` }
    : undefined;
  return { words: quoted(words), exact, ...(since ? { since } : {}) };
}

const HAN = /\p{Script=Han}/u;

/** Times of day and weeks as people date a beginning: a doctor writes 昨晚起咽痛, and no count of hours that nobody told. */
const BEGAN = /^(昨[晚夜]|前晚|今[早晨]|今天(早上)?|上个?(周|星期|礼拜|月)|last (night|week)|today)$/i;

const NUMBER = /[\d一二两兩三四五六七八九十百半]|one|two|three|four|five|six|seven|eight|nine|ten|half/i;

const inside = ({ turn, start, end }: Measure, known: Known): boolean =>
  start < end && end <= (known.analysis.reading.turns[turn]?.text.length ?? 0);

/** Words typed as an answer belong to its question too. */
function answersIn(turn: number, known: Known): string[] {
  return [...known.answers.values()].filter((answer) => answer.turn === turn).map((answer) => answer.question);
}
