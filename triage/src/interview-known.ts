// What a talk has told so far: about whom, which concepts, which parts of the history. Pure.
import { type AnswersTell, answersTell } from './interview-answers.ts';
import { interviewOf, type InterviewData, type QuestionSpec } from './interview-data.ts';
import type { Analysis, Answer, Measure, Mention, MeasureKind, Talk, TriageData } from './types.ts';

const CHILD_UNDER_MONTHS = 168;

/** Whom the questions are put to: the patient (您), a child (孩子), or somebody spoken of (他, 她). */
export type Address = 'you' | 'child' | 'he' | 'she';

export interface Known {
  interview: InterviewData;
  analysis: Analysis;
  answers: ReadonlyMap<string, Answer>;
  tell: AnswersTell;
  /** Said of the patient, now: in words or by buttons, with all broader concepts. */
  present: ReadonlySet<string>;
  absent: ReadonlySet<string>;
  uncertain: ReadonlySet<string>;
  measures: ReadonlySet<MeasureKind>;
  address: Address;
  child: boolean;
  age_months?: number;
  sex?: 'male' | 'female';
  /** Parts of the history that answers have filled. */
  slots: ReadonlySet<string>;
}

/** Everything `next` and `draft` need to know, from the analysis and the talk alone. */
export function knownOf(analysis: Analysis, talk: Talk, data: TriageData): Known {
  const interview = interviewOf(data);
  const tell = answersTell(talk.answers, data);
  const answers = new Map(talk.answers.map((answer) => [answer.question, answer]));
  const { person } = analysis.reading;
  const age_months = talk.profile?.age_months ?? person.age_months;
  const sex = talk.profile?.sex ?? person.sex;
  const who = tell.who ?? person.who;
  const child =
    age_months === undefined ? who === 'child' || talk.teller === 'parent' : age_months < CHILD_UNDER_MONTHS;
  const known: Known = {
    interview,
    analysis,
    answers,
    tell,
    ...assertions(analysis.reading.mentions, tell, interview),
    measures: new Set([...toldMeasures(analysis), ...tell.measures.map((each) => each.kind)]),
    address: addressOf(tell.who, talk, who, child, sex),
    child,
    slots: filledSlots(talk, interview),
  };
  if (age_months !== undefined) known.age_months = age_months;
  if (sex) known.sex = sex;
  return known;
}

function assertions(mentions: readonly Mention[], tell: AnswersTell, { broader }: InterviewData) {
  const present = new Set<string>();
  const absent = new Set<string>();
  const uncertain = new Set<string>();
  for (const { concept, assertion } of [...mentions, ...tell.concepts]) {
    if (assertion === 'present') for (const each of broader.get(concept) ?? [concept]) present.add(each);
    if (assertion === 'absent') absent.add(concept);
    if (assertion === 'uncertain' || assertion === 'feared') uncertain.add(concept);
  }
  return { present, absent, uncertain };
}

/** How often something comes is no duration of the whole. */
function toldMeasures({ reading }: Analysis): MeasureKind[] {
  return reading.measures
    .filter((each) => each.kind !== 'duration_minutes' || each.sense !== 'every')
    .map((each) => each.kind);
}

function addressOf(
  told: AnswersTell['who'],
  talk: Talk,
  who: string,
  child: boolean,
  sex: 'male' | 'female' | undefined,
): Address {
  const other: Address = child ? 'child' : sex === 'female' ? 'she' : 'he';
  if (told) return told === 'self' ? 'you' : told === 'child' ? 'child' : other;
  if (talk.teller && talk.teller !== 'self') return other;
  return who === 'self' || who === 'unknown' ? 'you' : other;
}

function filledSlots(talk: Talk, { questions }: InterviewData): Set<string> {
  const slots = talk.answers.filter((answer) => !answer.skipped).map((answer) => questions.get(answer.question)?.slot);
  return new Set(slots.filter((slot) => slot !== undefined));
}

/** Is it known whether the concept is so? Denying the broader denies the narrower. */
export function knows(known: Known, concept: string): boolean {
  if (known.present.has(concept)) return true;
  for (const each of known.interview.broader.get(concept) ?? [concept]) if (known.absent.has(each)) return true;
  return false;
}

/** May the question be put to this patient at all? What is not known of a person excludes only what needs it to be so. */
export function applies(spec: QuestionSpec, known: Known): boolean {
  const only = spec.if;
  if (!only) return true;
  if (only.sex && known.sex !== only.sex) return false;
  if (only.child && !known.child) return false;
  if (only.not_child && known.child) return false;
  if (only.age_months && !ageFits(known, only.age_months)) return false;
  if (only.any && !only.any.some((concept) => known.present.has(concept) || known.uncertain.has(concept))) return false;
  return !(only.none ?? []).some((concept) => known.present.has(concept));
}

/** An unknown age counts as grown up. */
function ageFits(known: Known, range: { min?: number; max?: number }): boolean {
  const age = known.age_months ?? (known.child ? 60 : 360);
  return age >= (range.min ?? 0) && age <= (range.max ?? Infinity);
}

/**
 * The duration told beside a complaint: in its sentence or the clause next to it, or in answer to how long. Without a complaint named,
 * beside any that is told of the patient now.
 */
export function lastingOf(concept: string | undefined, known: Known): Measure | null {
  const { measures, mentions, clauses } = known.analysis.reading;
  const kinds = new Set(['symptom', 'event', 'disease', 'test']);
  const about = mentions.filter(({ concept: id, assertion }) =>
    concept === undefined
      ? assertion !== 'absent' && kinds.has(known.interview.concepts.get(id)?.kind ?? '')
      : id === concept,
  );
  const asked = new Set(
    [...known.answers.values()].filter(({ question }) => question === 'duration').map(({ turn }) => turn),
  );
  const sentence = (clause: number) => clauses[clause]?.sentence;
  const beside = (measure: Measure) =>
    about.some(
      ({ turn, clause }) =>
        turn === measure.turn &&
        (sentence(clause) === sentence(measure.clause) || Math.abs(clause - measure.clause) <= 1),
    );
  const times = measures.filter(
    (each) => each.kind === 'duration_minutes' && each.sense !== 'every' && each.clause >= 0,
  );
  return times.find((each) => asked.has(each.turn)) ?? times.find(beside) ?? null;
}

const TOLD_BY: Record<string, (known: Known) => boolean> = {
  duration: (known) =>
    lastingOf(undefined, known) !== null || known.tell.measures.some((each) => each.kind === 'duration_minutes'),
  onset: (known) => known.present.has('sudden'),
  course: (known) => ['worsening', 'persistent', 'recurrent'].some((concept) => known.present.has(concept)),
  severity: (known) => known.measures.has('pain_score') || known.present.has('severe') || known.present.has('mild'),
  pregnancy: (known) => knows(known, 'pregnant') || known.analysis.reading.person.pregnant !== undefined,
  period: (known) => knows(known, 'late-period'),
  treatment: (known) => namedDrug(known),
};

/** Was it told before it was asked? */
export function toldAlready(spec: QuestionSpec, known: Known): boolean {
  if (spec.kind !== 'many' && spec.measure && known.measures.has(spec.measure)) return true;
  if (spec.told?.some((concept) => known.present.has(concept))) return true;
  if (TOLD_BY[spec.slot]?.(known)) return true;
  const sets = (spec.choices ?? []).flatMap((choice) => Object.keys(choice.sets ?? {}));
  if (spec.kind === 'one' && sets.length > 0)
    return sets.some((concept) => known.present.has(concept)) || sets.every((concept) => knows(known, concept));
  return spec.concepts?.every((concept) => knows(known, concept)) ?? false;
}

function namedDrug(known: Known): boolean {
  const { mentions } = known.analysis.reading;
  return mentions.some(
    (each) => each.assertion === 'present' && known.interview.concepts.get(each.concept)?.kind === 'drug',
  );
}
