// Sentences of the draft from what was said. Each names only what somebody said, and where. Pure.
import { joined, quoted } from './draft-words.ts';
import type { Said } from './draft-said.ts';
import type { Known } from './interview-known.ts';
import type { DraftSentence, Measure, MeasureKind, Span, Words } from './types.ts';

export type Sentence = Omit<DraftSentence, 'text'>;

/** One sentence over several things said; null over none. */
export function listed(said: readonly Said[], build: (words: Words) => Words, asQuotes = false): Sentence | null {
  if (said.length === 0) return null;
  const words = joined(unique(said.map((each) => (asQuotes && each.words ? quoted(each.words) : each.term))));
  return {
    ...build(words),
    evidence: said.flatMap((each) => each.spans),
    answers: [...new Set(said.flatMap((each) => each.answers))],
    concepts: said.map((each) => each.concept.id),
  };
}

const unique = (words: readonly Words[]): Words[] =>
  words.filter((each, at) => words.findIndex((other) => other.zh === each.zh) === at);

/** Whole clauses in the patient's words: where a bare name would say more than was said (吃过, 想开, 过敏). */
export function clausesQuoted(said: readonly Said[], label: Words, known: Known): Sentence | null {
  if (said.length === 0) return null;
  const spans = new Map<string, Span>();
  for (const each of said)
    for (const span of each.clauses.length > 0 ? each.clauses : each.spans)
      spans.set(`${span.turn} ${span.start}`, span);
  const texts = [...spans.values()].map(({ turn, start, end }) =>
    (known.analysis.reading.turns[turn]?.text ?? '').slice(start, end),
  );
  const words =
    texts.length > 0 ? joined(unique(texts.map((text) => quoted(text)))) : joined(unique(said.map(({ term }) => term)));
  return {
    zh: `${label.zh}：${words.zh}`,
    en: `${label.en}: ${words.en}`,
    evidence: [...spans.values()].map(({ turn, start, end }) => ({ turn, start, end })),
    answers: [...new Set(said.flatMap((each) => each.answers))],
    concepts: said.map((each) => each.concept.id),
  };
}

const MEASURES: Partial<Record<MeasureKind, (value: number) => Words>> = {
  temperature_c: (value) => ({ zh: `体温${value}℃`, en: `temperature ${value} °C` }),
  systolic_mmhg: (value) => ({ zh: `收缩压${value}mmHg`, en: `systolic pressure ${value} mmHg` }),
  diastolic_mmhg: (value) => ({ zh: `舒张压${value}mmHg`, en: `diastolic pressure ${value} mmHg` }),
  heart_rate_bpm: (value) => ({ zh: `心率${value}次/分`, en: `heart rate ${value} a minute` }),
  spo2_percent: (value) => ({ zh: `血氧${value}%`, en: `oxygen saturation ${value} %` }),
  glucose_mmol_l: (value) => ({ zh: `血糖${value}mmol/L`, en: `glucose ${value} mmol/L` }),
  pain_score: (value) => ({ zh: `疼痛自评${value}分`, en: `pain rated ${value}` }),
};

/** Readings the patient gave in words, as told; the house did not measure them. */
export function measured(known: Known): Sentence | null {
  const { measures, turns } = known.analysis.reading;
  const asked = new Set([...known.answers.values()].map((answer) => answer.turn));
  const told = measures.filter((each) => MEASURES[each.kind] && !asked.has(each.turn) && stands(each, turns));
  if (told.length === 0) return null;
  const words = joined(told.map((each) => MEASURES[each.kind]?.(each.value) as Words));
  const evidence = told.map(({ turn, start, end }) => ({ turn, start, end }));
  return { zh: `自述${words.zh}`, en: `As told: ${words.en}`, evidence, answers: [], concepts: [] };
}

const stands = ({ turn, start, end }: Measure, turns: readonly { text: string }[]): boolean =>
  start < end && end <= (turns[turn]?.text.length ?? 0);

/** Said to be so and not to be so: both stand, for the doctor to ask. */
export function contradiction(both: readonly Said[]): Sentence {
  const yes = both.find((each) => each.assertion === 'present') as Said;
  const no = both.find((each) => each.assertion === 'absent') as Said;
  return {
    zh: `关于${yes.term.zh}前后说法不一致，请核实`,
    en: `Told both ways about ${yes.term.en}; please ask again`,
    evidence: [...yes.spans, ...no.spans],
    answers: [...new Set([...yes.answers, ...no.answers])],
    concepts: [yes.concept.id],
  };
}
