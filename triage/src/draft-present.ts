// 现病史: how it began, how it went, what came with it, what was denied when asked or told, what was tried. Pure.
import { sentencesFromAnswers } from './draft-answers.ts';
import { howLong, type Lasting, leadingOf } from './draft-chief.ts';
import { contradicted, narrowest, type Said } from './draft-said.ts';
import { clausesQuoted, contradiction, listed, measured, type Sentence } from './draft-sentences.ts';
import { NOT_GIVEN, quoted } from './draft-words.ts';
import type { Known } from './interview-known.ts';
import type { Span, Talk, Words } from './types.ts';

const TOLD_BY: Partial<Record<NonNullable<Talk['teller']>, Words>> = {
  parent: { zh: '病史由家长代述', en: 'Told by a parent' },
  child: { zh: '病史由子女代述', en: 'Told by a son or daughter' },
  other: { zh: '病史由他人代述', en: 'Told by somebody else' },
};

/** `said` holds only what belongs here; see draft.ts. */
export function presentIllness(said: readonly Said[], known: Known, talk: Talk): Sentence[] {
  const twice = contradicted(said.filter((each) => each.plain));
  const plain = said.filter((each) => !twice.has(each.concept.id));
  const now = plain.filter((each) => each.assertion === 'present');
  const leading = leadingOf(now, known).filter((each) => isComplaint(each));
  const first = leading.slice(0, 2);
  const rest = narrowest(now, known).filter((each) => isComplaint(each) && !first.includes(each));
  const sentences = [
    teller(talk),
    opening(first, known),
    listed(rest, (words) => ({ zh: `伴${words.zh}`, en: `Together with: ${words.en}` })),
    ...asTold(now, [...first, ...rest], known),
    measured(known),
    ...sentencesFromAnswers('present-illness', known),
    ...doubts(plain),
    listed(denied(plain), (words) => ({ zh: `否认${words.zh}`, en: `Denies: ${words.en}` })),
    ...[...twice.values()].map(contradiction),
  ].filter((each) => each !== null);
  return sentences.some((each) => each.evidence.length > 0) ? sentences : [...sentences, ...ownWords(known)];
}

/** Qualities that say something of any complaint; those made for one rule alone would be read as more than was said. */
const QUALITIES = new Set(
  `sudden severe worsening improving persistent recurrent radiating exertional at-night after-meal before-meal one-sided
  radiating-arm tearing-pain pain-on-touch pain-on-breathing seconds-only cannot-bear long-standing`.split(/\s+/),
);

/** Events in words are quoted: how it happened is more than its name. So are symptoms whose name would say more than the words. */
const isComplaint = ({ concept, spans, plain }: Said): boolean =>
  spans.length === 0 ? ['symptom', 'event'].includes(concept.kind) : concept.kind === 'symptom' && plain;
const ofKind = (said: readonly Said[], kind: string): Said[] => said.filter((each) => each.concept.kind === kind);

/** "Absent" of a quality (不严重) is a matter of degree, no denial. What may not be named is not denied by name. */
const denied = (said: readonly Said[]): Said[] =>
  said.filter(
    ({ assertion, concept, plain, spans }) =>
      assertion === 'absent' && ['symptom', 'event'].includes(concept.kind) && (plain || spans.length === 0),
  );

function teller(talk: Talk): Sentence | null {
  const words = talk.teller && TOLD_BY[talk.teller];
  return words ? { ...words, evidence: [], answers: ['teller'], concepts: [] } : null;
}

function opening(first: readonly Said[], known: Known): Sentence | null {
  const time = howLong(known, first[0]);
  const sentence = listed(first, (words) => begun(words, time));
  if (!sentence || !time) return sentence;
  return {
    ...sentence,
    evidence: [...sentence.evidence, ...time.evidence],
    answers: [...new Set([...sentence.answers, ...time.answers])],
  };
}

/** Since when: a number, else the words as said, else that it was not told. */
function begun({ zh, en }: Words, time: Lasting | null): Words {
  if (time?.exact) return { zh: `${time.words.zh}前出现${zh}`, en: `For ${time.words.en}: ${en}` };
  if (time) return { zh: `出现${zh}，时间自述为${time.words.zh}`, en: `${en}; since when, as told: ${time.words.en}` };
  return { zh: `出现${zh}，持续时间${NOT_GIVEN.zh}`, en: `${en}; for how long: ${NOT_GIVEN.en.toLowerCase()}` };
}

function doubts(said: readonly Said[]): (Sentence | null)[] {
  const unsure = said.filter((each) => each.assertion === 'uncertain' && isComplaint(each));
  const feared = said.filter((each) => each.assertion === 'feared');
  return [
    listed(unsure, (words) => ({ zh: `不确定是否有${words.zh}`, en: `Not sure about: ${words.en}` })),
    listed(feared, (words) => ({ zh: `担心：${words.zh}`, en: `Worries about: ${words.en}` }), true),
  ];
}

const TOLD: [string, Words][] = [
  ['event', { zh: '经过（患者原话）', en: 'What happened, in the patient’s words' }],
  ['symptom', { zh: '另述（患者原话）', en: 'Also told, in the patient’s words' }],
  ['quality', { zh: '特点（患者原话）', en: 'Described as' }],
  ['state', { zh: '相关情况（患者原话）', en: 'Around it, in the patient’s words' }],
  ['disease', { zh: '自述', en: 'In the patient’s words' }],
  ['test', { zh: '自述检查', en: 'Tests, as told' }],
  ['wish', { zh: '诉求', en: 'Asks for' }],
];

/** What a name would say too much or too little about is quoted; each clause of the patient's once. */
function asTold(now: readonly Said[], named: readonly Said[], known: Known): (Sentence | null)[] {
  const used = new Set(named.flatMap((each) => each.clauses.map(placeOf)));
  return TOLD.map(([kind, label]) => {
    const fits = ofKind(now, kind).filter(
      ({ concept, plain }) => !plain && (kind !== 'quality' || QUALITIES.has(concept.id)),
    );
    const open = fits.filter((each) => each.clauses.some((clause) => !used.has(placeOf(clause))));
    for (const each of open) for (const clause of each.clauses) used.add(placeOf(clause));
    return clausesQuoted(open, label, known);
  });
}

const placeOf = ({ turn, start }: Span): string => `${turn} ${start}`;

/** Nothing was understood: the first words as they stand. */
function ownWords(known: Known): Sentence[] {
  const turn = known.analysis.reading.turns.findIndex((each) => each.from === 'patient' && each.text.trim() !== '');
  const text = known.analysis.reading.turns[turn]?.text;
  if (text === undefined) return [];
  const words = quoted(text);
  const evidence = [{ turn, start: 0, end: text.length }];
  return [
    { zh: `患者原话：${words.zh}`, en: `In the patient’s words: ${words.en}`, evidence, answers: [], concepts: [] },
  ];
}
