/** The rules of a talk: its states, what stands of its flags, how pressing it is, and what comes next. Pure. */
import type { TalkState } from '@menzhen/contract';
import type { Analysis, Flag, Level, Question, Rule } from '@menzhen/triage';
import type { Transitions } from '../../kernel/index.ts';
import type { Interpretation } from './ports.ts';

/** Legal moves of a talk; the database keeps the same table (`talk_move`). */
export const talkMoves: Transitions<TalkState> = {
  open: ['stopped', 'ready', 'abandoned'],
  ready: ['open', 'stopped', 'confirmed', 'abandoned'],
  stopped: [],
  confirmed: [],
  abandoned: [],
};
/** In these the patient may go on telling. */
export const tellingStates: readonly TalkState[] = ['open', 'ready'];
/** In these a talk may be joined to a booking. */
export const joiningStates: readonly TalkState[] = ['open', 'ready', 'stopped', 'confirmed'];

/** All that a talk may hold: beyond it the guide desk helps better than another page of words. */
export const MOST_TALK_CHARACTERS = 20_000;
export const MOST_WRITES_A_MINUTE = 30;
export const MOST_TALKS_AN_HOUR = 20;
/** A flag of this level or a more pressing one is an emergency: the talk stops. */
const EMERGENCY: Level = 2;
export const isEmergency = (level: number): boolean => level <= EMERGENCY;

export type FlagState = 'fired' | 'to_confirm' | 'denied';
export interface StandingFlag {
  rule: string;
  family: string;
  level: Level;
  state: FlagState;
  source: 'engine' | 'model';
  concepts: string[];
  because: Flag['because'];
}
/** The answer that was given last, with its question. */
export interface LastAnswer {
  question: Pick<Question, 'rule' | 'asks'>;
  /** Skipped, or words that are no choice: nothing is denied by them unless the engine reads a no. */
  skipped: boolean;
  choice: string | null;
}

const asked = (flag: StandingFlag, { question }: LastAnswer): boolean =>
  question.rule === flag.rule || question.asks.some((concept) => flag.concepts.includes(concept));

/** What a flag that stands becomes when the engine no longer finds it: denied by an explicit no, and by nothing else. */
function withoutFinding(flag: StandingFlag, answer: LastAnswer | null): StandingFlag {
  if (flag.state !== 'to_confirm' || !answer || answer.skipped || !asked(flag, answer)) return flag;
  // the engine knows nothing of a flag a model raised: its own question's buttons say it
  if (flag.source === 'model') return modelFlagAfter(flag, answer.choice);
  return { ...flag, state: 'denied' };
}
function modelFlagAfter(flag: StandingFlag, choice: string | null): StandingFlag {
  if (choice === 'no') return { ...flag, state: 'denied' };
  return choice === 'yes' ? { ...flag, state: 'fired' } : flag;
}

function withFinding(flag: StandingFlag, found: Flag): StandingFlag {
  const state = flag.state === 'fired' ? 'fired' : found.state;
  const level = flag.state === 'denied' ? found.level : (Math.min(flag.level, found.level) as Level);
  return { ...flag, state, level, source: 'engine', concepts: found.concepts ?? [], because: found.because };
}

const raisedBy = (found: Flag): StandingFlag => ({
  rule: found.rule,
  family: found.family,
  level: found.level,
  state: found.state,
  source: 'engine',
  concepts: found.concepts ?? [],
  because: found.because,
});

/** The flags after a step: what was raised stands, until the patient denies what was not sure when asked about it. */
export function flagsAfter(
  standing: readonly StandingFlag[],
  found: readonly Flag[],
  answer: LastAnswer | null,
): StandingFlag[] {
  const findings = new Map(found.map((flag) => [flag.rule, flag]));
  const known = new Set(standing.map((flag) => flag.rule));
  return [
    ...standing.map((flag) => {
      const finding = findings.get(flag.rule);
      return finding ? withFinding(flag, finding) : withoutFinding(flag, answer);
    }),
    ...found.filter((flag) => !known.has(flag.rule)).map(raisedBy),
  ];
}

/** A model may raise: a rule it names is asked about like any unsure one. What stands already stays as it is. */
export function raisedByModel(
  flags: readonly StandingFlag[],
  interpretation: Interpretation | null,
  ruleOf: (id: string) => Rule | undefined,
): StandingFlag[] {
  const raised = new Set((interpretation?.rules ?? []).filter((id) => !flags.some((flag) => flag.rule === id)));
  return [
    ...flags,
    ...[...raised].flatMap((id): StandingFlag[] => {
      const rule = ruleOf(id);
      if (!rule) return [];
      const { family, level } = rule;
      return [{ rule: id, family, level, state: 'to_confirm', source: 'model', concepts: [], because: [] }];
    }),
  ];
}

export const stands = (flag: { state: FlagState }): boolean => flag.state !== 'denied';

/**
 * How pressing a talk is after a step. It falls only when a flag was denied in this very step.
 * @param before the level it had
 */
export function levelAfter(
  before: Level,
  flags: { was: readonly StandingFlag[]; now: readonly StandingFlag[] },
  analysis: Pick<Analysis, 'level'>,
): Level {
  const found = Math.min(4, analysis.level, ...flags.now.filter(stands).map((flag) => flag.level)) as Level;
  const denied = flags.now.some(
    (flag) => flag.state === 'denied' && flags.was.some((was) => was.rule === flag.rule && stands(was)),
  );
  return denied ? found : (Math.min(before, found) as Level);
}

/** The emergencies that the patient has not been asked about yet. */
export const toConfirm = (flags: readonly StandingFlag[]): StandingFlag[] =>
  flags.filter((flag) => flag.state === 'to_confirm' && isEmergency(flag.level));

/** Asks about a danger that only a model saw. */
export function confirmQuestion(rule: Rule): Question | null {
  if (!rule.ask) return null;
  return {
    id: `confirm-${rule.id}`,
    ...rule.ask,
    kind: 'one',
    choices: [
      { id: 'yes', zh: '有', en: 'Yes' },
      { id: 'no', zh: '没有', en: 'No' },
      { id: 'unsure', zh: '说不清', en: 'Not sure' },
    ],
    asks: [],
    purpose: 'red_flag',
    why: { zh: '确认是否需要马上就医。', en: 'To be sure whether you need help at once.' },
    rule: rule.id,
  };
}

export interface Step {
  level: Level;
  flags: readonly StandingFlag[];
  /** What the engine would ask now. */
  next: Question | null;
  /** Ids of questions that were asked. */
  asked: readonly string[];
  most_questions: number;
  ruleOf: (id: string) => Rule | undefined;
}
export interface After {
  state: Extract<TalkState, 'open' | 'stopped' | 'ready'>;
  question: Question | null;
}

/** An emergency stops the talk; an unsure one after it was asked about once, unless the answer was no. */
export function stateAfter(step: Step): After {
  const { flags, next, level } = step;
  if (!isEmergency(level)) {
    const question = step.asked.length < step.most_questions ? next : null;
    return { state: question ? 'open' : 'ready', question };
  }
  const fired = flags.some((flag) => flag.state === 'fired' && isEmergency(flag.level));
  const question = fired ? null : questionOfDanger(step);
  return { state: question ? 'open' : 'stopped', question };
}

/** At these levels the engine asks about the doubt and nothing else; it knows nothing of what a model raised. */
function questionOfDanger({ flags, next, asked: before, ruleOf }: Step): Question | null {
  const isNew = (question: Question) => !before.includes(question.id);
  const unsure = toConfirm(flags);
  if (unsure.length === 0) return null;
  if (next?.purpose === 'red_flag' && isNew(next)) return next;
  const raised = unsure.filter(({ source }) => source === 'model').map(({ rule }) => ruleOf(rule));
  return raised.map((rule) => (rule ? confirmQuestion(rule) : null)).find((one) => one && isNew(one)) ?? null;
}
