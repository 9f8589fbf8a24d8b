// The words of the engine: what it reads out of a text, what it is told by data, and what it answers.
// Offsets are UTF-16 indexes into the text as the person wrote it (start inclusive, end exclusive).
import type { GravityWeights } from './gravity.ts';

/** Where something was said: `turn` is the index of the turn, offsets are into that turn's own text. */
export interface Span {
  start: number;
  end: number;
  turn: number;
}

// ------------------------------------------------------------------ what is read

/** Is it so? Rules count `present` and `uncertain`; `feared` counts as uncertain where symptoms stand beside it. */
export type Assertion = 'present' | 'absent' | 'past' | 'other_person' | 'hypothetical' | 'feared' | 'uncertain';

export interface Mention {
  concept: string;
  /** The person's own words, from the original text. */
  words: string;
  start: number;
  end: number;
  /** Index into `Reading.clauses`. */
  clause: number;
  assertion: Assertion;
  /** The words that made it so (没有, 以前, 我爸 …). */
  cue?: Span;
  turn: number;
  /** Set by a button or by a short answer (有, 没有) rather than by the concept's own words. */
  answered?: boolean;
  /** Named in answer to the question after illnesses of the family: no reason to come, so it moves no department. */
  family?: boolean;
}

export type MeasureKind =
  | 'age_months'
  | 'temperature_c'
  | 'duration_minutes'
  | 'pregnant_weeks'
  | 'systolic_mmhg'
  | 'diastolic_mmhg'
  | 'heart_rate_bpm'
  | 'spo2_percent'
  | 'glucose_mmol_l'
  | 'times'
  | 'volume_ml'
  | 'pain_score'
  | 'weight_kg'
  | 'height_cm'
  | 'length_cm';

export interface Measure {
  kind: MeasureKind;
  /** In the unit the kind names. */
  value: number;
  words: string;
  start: number;
  end: number;
  clause: number;
  turn: number;
  /** 'for': it has lasted so long (三天了); 'ago': it began or was then (三天前); 'every': how often (每天3次). */
  sense?: 'for' | 'ago' | 'every';
}

/** The patient: who is written about, not who writes. */
export interface Person {
  who: 'self' | 'child' | 'parent' | 'partner' | 'friend' | 'other' | 'unknown';
  age_months?: number;
  sex?: 'male' | 'female';
  pregnant?: boolean;
  /** Two patients seem to be described in one text: ask whom it is about. */
  several?: boolean;
}

export interface Turn {
  from: 'patient' | 'asker';
  text: string;
  /** Concepts asked about in this turn: a short answer (有, 没有, 是, 不) in the next one answers them. */
  asks?: string[];
}

/** A stretch between two stops. `text` is the normalised text; offsets are into the turn's original text. */
export interface Clause extends Span {
  text: string;
  /** Clauses of one sentence share this number. */
  sentence: number;
  from: Turn['from'];
}

export interface Reading {
  turns: Turn[];
  person: Person;
  clauses: Clause[];
  mentions: Mention[];
  measures: Measure[];
  /** What the asker's turns name; no rule counts them, a short answer makes mentions of them. */
  asked?: Mention[];
}

// ------------------------------------------------------------------ what is answered

/** I at once, II within ten minutes, III the same day, IV outpatient. Emergency is 1 and 2, urgent 3, routine 4. */
export type Level = 1 | 2 | 3 | 4;

/** Patient text in both languages. */
export interface Words {
  zh: string;
  en: string;
}

export interface Flag {
  rule: string;
  family: string;
  level: Level;
  /** `to_confirm`: the deciding words are uncertain. It stands at its level until the person answers "no". */
  state: 'fired' | 'to_confirm';
  because: Span[];
  /** The concepts that decided, in the order of `because`. */
  concepts: string[];
  question?: Words;
  tell?: Words;
}

export interface Because extends Span {
  concept: string;
  words: string;
  weight: number;
}

export interface Ranked {
  department: string;
  score: number;
  because: Because[];
}

export interface Routing {
  /** Best first; every department open to this age and sex. */
  ranked: Ranked[];
  /** 0 … 1. */
  confidence: number;
  /** Too little was said, or two departments stand too close: ask, or show three. */
  abstain: boolean;
}

export interface Analysis {
  reading: Reading;
  level: Level;
  flags: Flag[];
  routing: Routing;
  /** One line a reason, for people who check texts. */
  why: string[];
}

// ------------------------------------------------------------------ the talk

/**
 * What a person chose on buttons, typed, or skipped. Numbers and durations are `text` ("38.5", "3天").
 * A message in words while a question stands is its answer too: `turn` is then where its words stand in `Talk.turns`.
 */
export interface Answer {
  question: string;
  choices: string[];
  text?: string;
  skipped?: true;
  turn?: number;
}

/** What the house knows of the patient before a word is said. */
export interface Profile {
  age_months?: number;
  sex?: 'male' | 'female';
  pregnant?: boolean;
  answers?: Answer[];
  /** Who is typing: the answer to 谁来填写. */
  teller?: 'self' | 'parent' | 'child' | 'other';
}

export interface Choice {
  id: string;
  zh: string;
  en: string;
  sets?: Record<string, 'present' | 'absent' | 'uncertain'>;
  /** In a question of kind `many`: cannot stand beside another choice (以上都没有). */
  alone?: boolean;
}

/** What a question is for: an emergency to exclude, departments to separate, the history, or whom and what it is about. */
export type Purpose = 'red_flag' | 'department' | 'history' | 'person';

export interface Question {
  id: string;
  zh: string;
  en: string;
  /** Words are always taken beside the buttons. */
  kind: 'one' | 'many' | 'text' | 'number' | 'duration';
  choices: Choice[];
  /** Concepts asked about: a short answer in words answers them. */
  asks: string[];
  purpose: Purpose;
  /** Why it is asked, for the person who answers. */
  why: Words;
  /** The red-flag rule it confirms or excludes. */
  rule?: string;
  /** Bounds of a number. */
  min?: number;
  max?: number;
}

/** All that a talk is; everything else follows from it. The caller keeps it. */
export interface Talk {
  turns: Turn[];
  /** One for each question put, in order; skipped ones too. */
  answers: Answer[];
  teller?: 'self' | 'parent' | 'child' | 'other';
  profile?: Profile;
  /** At most so many questions; 12 when not told. */
  most_questions?: number;
}

export interface DraftSentence {
  /** In the language of the talk. */
  text: string;
  zh: string;
  en: string;
  /** Where the patient's words stand. */
  evidence: Span[];
  /** Ids of the questions whose answers it rests on. */
  answers: string[];
  concepts: string[];
}

export interface DraftSection {
  key:
    | 'chief_complaint'
    | 'present_illness'
    | 'past_history'
    | 'allergy'
    | 'medication'
    | 'personal'
    | 'menstrual'
    | 'family';
  title: Words;
  /** Empty: 未提供. */
  sentences: DraftSentence[];
}

export interface Draft {
  sections: DraftSection[];
  language: 'zh' | 'en';
  /** Shown until a doctor signs. */
  mark: Words;
  /** Carried by every export: the visible mark alone is lost when text is copied. */
  metadata: { ai_generated: true; engine: string; at: string | null };
}

// ------------------------------------------------------------------ data

export type ConceptKind =
  | 'symptom'
  | 'quality'
  | 'state'
  | 'event'
  | 'disease'
  | 'test'
  | 'drug'
  | 'body'
  | 'wish'
  | 'idiom';

export interface Concept {
  id: string;
  zh: string;
  en: string;
  kind: ConceptKind;
  /** Broader concepts a mention of this one counts for as well. */
  is?: string[];
  /** Chinese forms, separated by white space; syntax in triage/README.md. */
  forms: string;
  en_forms?: string[];
}

/** `age_months`, `duration_minutes` and the like: inclusive bounds. */
export interface Range {
  min?: number;
  max?: number;
}

export type Condition =
  | string
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { near: Condition[]; clauses?: number }
  | { at_least: number; of: Condition[] }
  | ({ measure: MeasureKind } & Range)
  | { age_months: Range }
  | { duration_minutes: Range }
  | { sex: 'male' | 'female' }
  | { pregnant: boolean }
  | { who: Person['who'][] }
  /** How gravely all the words together sound, in log-odds (gravity.ts). */
  | { gravity: Range };

export interface Rule {
  id: string;
  family: string;
  level: Level;
  when: { all?: Condition[]; any?: Condition[]; not?: Condition[] };
  ask?: Words;
  tell: Words;
  reference: string;
}

/** Tells that what is written about is old or already looked after: flags of these families then stand no graver than `to`. */
export interface Easing {
  id: string;
  /** Whose words are graver than their course (suicide, poison) are left out. */
  families: string[];
  /** Rules of these families that keep their level all the same: their words are an emergency however long it lasts. */
  except: string[];
  /** Graver flags than this keep their level. */
  from: Level;
  to: Level;
  when: Rule['when'];
  /** Said in the place of the rule's own words. */
  tell: Words;
}

export interface Department {
  code: string;
  zh: string;
  en: string;
  /** Only this sex. */
  sex?: 'male' | 'female';
  /** Only these ages. */
  age_months?: Range;
  /** Where the other sex goes with words of this department; else by `fallback`. */
  other_sex?: string;
  /** Concepts that say the patient belongs to `age_months` where no age is told (宝宝), unless one of `not_called_by` is read (怀孕). */
  called_by?: string[];
  not_called_by?: string[];
  /** A department of grown-ups: a child goes to paediatrics first, and this one stays second. */
  adults_first?: boolean;
  /** Where to go when the hospital has no such department, or it is closed to this person; first that fits. */
  fallback: string[];
  /** Logarithm of how often it is the right one when nothing is known. */
  prior: number;
}

/** concept id -> department code -> weight. */
export type RoutingWeights = Record<string, Record<string, number>>;

/** What makes a mention something else than present; see lexicon/cues.yaml. */
export type Cues = Record<string, string[]>;

/** Everything the engine is told. `loadData()` reads it from the folders of this package. */
export interface TriageData {
  /** Named word classes: 胸 -> 胸口, 胸部 … */
  classes: Record<string, string[]>;
  cues: Cues;
  /** wrong -> right */
  typos: Record<string, string>;
  concepts: Concept[];
  rules: Rule[];
  easings?: Easing[];
  departments: Department[];
  weights: RoutingWeights;
  /** What `npm run triage:gravity` fitted on the vignettes; without it no rule of gravity holds. */
  gravity?: GravityWeights;
  /** File name (without .yaml) -> what it holds; read by interview.ts. */
  interview: Record<string, unknown>;
}

/** Pure: the same data and the same turns give the same answer. Never throws on any text. */
export interface Engine {
  data: TriageData;
  read(turns: readonly Turn[] | string, profile?: Profile): Reading;
  analyse(turns: readonly Turn[] | string, profile?: Profile): Analysis;
  next(analysis: Analysis, talk: Talk): Question | null;
  draft(analysis: Analysis, talk: Talk): Draft;
}
